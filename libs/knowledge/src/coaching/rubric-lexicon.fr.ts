import type { RubricLexicon } from './rubric-lexicon.js';

export const FRENCH_LEXICON: RubricLexicon = {
  stops: `
    afin aie aient ailleurs ait allez allons alors apres assez aujourd aura aurai aurait auront aussi autant
    autour autrui av avais avait avant avc ayez ayons bah bcp bcpp ben bientot bjr bocou bon bsr c cad celle
    celui cent cependant certaines certains cest cetait chacun chacune chez chui cinq com contre d dan dc
    dedans dehors deja dela demain derriere des dessous dessus deux devant divers dix dois doit doivent donc
    ds durant encore enfin ensemble ensuite envers environ es est etc etes etiez etions euh eux ex fais fait
    fasse fassent faudra faut fo font fus fut grace hein hier hormis hors huit ici j jai jamais jours jpeux
    jsuis juste jveux kan kand ke ki koi kom kon l laquelle lequel lesquels lieu lorsqu lorsque lui m ma
    maintenant malgre mem meme memes met mets mettez mieux mille minute minutes mm moi mon n neanmoins neuf
    non notamment ns ok ossi ouais oui outre parcke parfois parmi partir partout paske pck pcq pendant
    personne peut peuvent peux pk plusieurs pourtant pq pr prend prends prenez presque puis puisse puissent
    qd qq qqch qqun quant quatre quelconque quelqu quelques quoi rien s sauf selon sept sera serai seraient
    serais serait seras serez serons seront seul seule seulement seules seuls sinon six slt soient sois soit
    sommes sont souvent soyez soyons stp suis surtout svp t tandis tant tel telle telles tels tjr tjrs tjs
    toi toujours toutefois tres tro trois ts tt tte unes uns va vais vas vers veulent veut veux via voila
    voire vont voudrais voudrait voulez vraiment vrm vrmt vs y ya yen`,
  hollow: `
    abandonner abonne abordable abouti absolu accelerer accepte accessible accompagner accomplir accueil
    achat acheteur acteur actif actionnaire actionnaires active activite adapte adaptee adequat admirer
    affaire africain afrique age agence ages agir agrandir agreable aider aimable aime aimer aisance ajoute
    ajoutee alhamdulillah allah aller allier alternative altruisme ambiance ambitieux ambition ame ameliorer
    amen amour an ancrer annee ans appelle applique apporter apprecie apprecier approche approprie argent
    arriver art article artificielle arts aspirer assidu assistance assurer astucieux atmosphere atout
    atteindre attendre attente attirer attractif audace audacieux authenticite authentique autonome autorite
    avance avantage avenir aventure avise avises bailler base bataille batir battant battre beaucoup beaute
    belle benefice benefique beni benir besoin bidule bien bienfait bienfaits bienveillant biologique ble
    blockchain boite bonheur bonjour bonsoir bonte bonus bosse bosseur boulot bourse bourses brille business
    but cadeau cadre calme capable capacite capital caractere cas categorie celebre chaleur challenge chance
    change charme cherche chere chic chiffre choisi choix chomage chose cible citoyen citoyennete clair
    classe cle clef client clientele coach coeur coherence cohesion collaborateurs collaboration collectif
    combat combattre combler commencer commercial commercialiser commun communaute commune competent
    competitif competitivite complet comprendre compter concept concretiser concurrent concurrentiel
    condition confiance confort connait connaitre connecte connectee connu conquerir conquete conscience
    conscient conseil considerer consigne consolider consommateur constance constant contact content
    continent continuer contribuer convaincre conviction convivial convivialite cooperation corps corruption
    cote courage couronner courtois cout creatif creation creativite credibilite credible creer croire crois
    croissance croitre croyance culinaire culturel curiosite debordant debrouillard debrouille debut decent
    deception decide decision decouvrir decu decus defendre defi defier defis delicieux demande demarche
    demarque depasser depend dependre desir desirer desormais destin detail determine developper devenir
    devoir devoue dieu dieux differencie differencier different digital digne dignite diligent dimension
    dire dis discipline discret dispo disponibilite disponible disposition distinction distinguer distribuer
    dites divers diversite domaine dominer don donner douceur doue doux droiture dur durable dynamisme
    ecologie ecosysteme ecoute effectif efficace efficacite efforcer effort egalite elegant emanciper
    embellir emblematique emergence emerger emotion empathie emploi empreinte encourager endurance energie
    engage engagee ensemble entente enthousiasme entraide entreprendre entrepreneur entrepreneuriat
    entreprise envergure envie environnemental epanouir equilibre equipe equitable eradiquer esperer espoir
    esprit essayez essentiel essor etape ethique etoile etonnes evoluer exaucer excellent exceller exception
    exceptionnel exclu exclus exemplaire exemple exigeant exigence existence expansion experience
    experimente experimentee expert expertise exploit explorer expression exprimer extraordinaire fabuleux
    face facile facilite facon faim faire faisons fameux familial favoriser federer feeling festif fiabilite
    fiable fidele fideliser fidelite fier fiere fierte filiale fin finesse flexibilite flexible florissant
    foi fois followers fonceur fondamental fonds force formidable fort forte fortune foule fournir
    fournisseur fraicheur franchise fraternite fric frontieres fructifier fructueux fulgurant futur gagner
    gamme garanti gastronomie general genereux generosite genial genre gentil gentillesse gere gerer gestion
    glamour global gloire gout gouter grand gratitude gros guider habite harmonie harmonieux haut haute
    hauteur heritage heros hesitez heure heureux histoire holistique honnete honnetete honneur honorer
    horaires horizon hospitalite humain humanitaire humanite humble humilite hygienique ideal idee identite
    illimite image imaginez imbattable immense impact impeccable important impossible impression
    impressionner inchallah inclusif incomparable incontestable incontournable incroyable indeniable
    independant indispensable industrialiser industrie inegale inegalee influence influent ingenieux
    initiative innover inoubliable insecurite inshallah inspirer instant instaurer instruction integre
    integrite intelligent intention interessant interet international invention investir irreprochable
    irresistible jesus jeunesse joie joli jour journee joyeux justesse justice laisser lancer large leader
    leaders leadership legendaire legende levier liberer liberte lien liens logique lourd loyal loyaute
    lumineux lutte luxe luxueux machin magique magnifique maitrise maitrisons majeur majorite malin mangez
    maniere marchandise marche marketing marque mashallah maximiser maximum meilleur memoire memorable
    mensonge mentalite mentir merci merite merveille methode metier mettre mieux milliard million minimal
    minimum misere mission modele moderne moderniser modernite mois moment monde mondial mondialisation
    montrer motive motivee multiple mythique nait naitre nation national nature naturels necessaire
    necessite niveau noble noblesse nom norme note nouveau nouveaute nouvelle numero objectif obtenir oeuvre
    offre offrir operation opportunite optimal optimiser optimisme ordre organise orientation original
    originalite origine ose oser ounord ouvert ouverture ouvre paix papilles parcours pareil parfait parler
    parole part partage partenaire partenariat participer particularite particulier passe passion passionnee
    patience patient patrie patriotisme patron pauvrete penser percer perenne perennite perfection
    performant permettre perseverer personnalise personnalisee personnalite personne personnel perspective
    petit petite peuple phare philosophie pionnier plainte plaire plaisir planete planifier plein plenitude
    pluridisciplinaire point pole poli politesse polyvalent ponctualite ponctuel populaire population portee
    porteur porteuse positif posseder possibilite possible potentiel pouvoir pragmatique precieux precis
    precise prefere preference premier premiere prendre preoccuper presence presenter prestance prestation
    prestige prestigieux prevention prier priere principal principe prioritaire priorite privilege
    privilegie privilegier pro proactif probite procede processus prochain proches productif productivite
    produit professionnaliser professionnalisme professionnel profit profitez progres progresser projet
    promesse promo promotion promouvoir prompt proposer proprete prosperer prosperite prouver province
    proximite prudence public puissance puissant qualite quelqu question quotidien raffine raffinee
    raisonnable rapide rapidite rapport rassembler rassurer rayonner reactif reactive reactivite realiser
    realite rechercher reclamation recompense reconnaissance reconnaitre reconnu reel reelle reference
    reflechir refleter regal regard region regional regret reine relation relever remarquable rend rendons
    rendre renforcer renom renommee rentabilite rentable repondre reponse representer reputation reseau
    resilience resistant resolument respect respectueux responsabilite responsable ressentir ressource
    rester resultat retenir retraite reunir reussir reussite revenu rever revolution revolutionnaire
    revolutionner riche richesse rien rigoureux rigueur robuste roi role roles routine sacrifice sage
    sagesse sais sait salut satisfaction satisfaire satisfait sauver saveur savoir savoureux score secret
    secteur securiser securite segment seigneur semaine sens sensibilisation sensible sentir serein serenite
    serieux sert serviable service servir servons simple simplicite simplifier sincere sincerite situation
    sobriete social societe soif soigne solidaire solidarite solide solidite solution sommet sorte souhait
    souhaiter souple souplesse souriant sourire sous soutenir soutien souvenir souvenirs special specialite
    splendide stabilite stable standard strategie stress structure style sublime succes succulent succursale
    sud suite suivant super superbe superieur surmonter surpris surprise symbole sympa sympathique synergie
    systeme tache talent talentueux tarif tas technique technologie temoigner temps tenace tenacite tendance
    tenter terre theme thune tolerance top tort total touche toujours tous trace tradition traite
    transformer transparence travail travaille tresor tricher triomphe trouve type unifier unique unite
    univers universel usage utile utilisateur utilite vaillant vaincre valeur valide valoriser varie variete
    vedette veiller vend vendre vends venir vente verite vertu vertus victoire viens vigilance vigueur
    visibilite visible vision visionnaire vite vivez vivre voir vois volonte vouer vouloir voulu zele`,
  trades: `
    agriculture artisanat btp coiffure commerce couture demenagement education elevage enseignement
    esthetique evenementiel export exportation formation immobilier import importation informatique
    logistique mecanique menuiserie mode nettoyage numerique plomberie restauration sante tourisme traiteur
    transport transports`,
  plain: `
    acheter ami amis bio coin construire construisons cuisine culture destination electricite endroit
    evenement evenements exporter fabriquer fraiche fraiches frais frere freres hygiene importer laisse
    livraison livre livrer livrons main maison mangent manger naturel naturelle nourrir ouvrir patrimoine
    production produire propre qualifie respecter sain saine sains securise securisee soeur soeurs soin
    soins tenir tient traditionnel traditionnelle transformer ville villes voisin vrai vraie zone`,
  broad: `
    ado adulte bebe bebes dame dames enfant famille femme fille garcon homme jeune malade malades messieurs
    monsieur`,
  nameless: `
    acheteur acheteurs africain africaines africains beninois beninoise burkinabe camerounais camerounaise
    citoyen citoyens client cliente clientele clientes clients congolais congolaise consommateur
    consommateurs gabonais gabonaise gens ghaneen ghaneens guineen guineens habitant habitants individu
    individus ivoirien ivoiriennes ivoiriens kenyan kenyans malien maliennes maliens nigerian nigerians
    nigerien nigeriens particulier particuliers personne personnes peuple population populations public
    rwandais rwandaise senegalais senegalaise senegalaises tanzanien tanzaniens togolais togolaise
    utilisateur utilisateurs`,
  kinds: `
    ainee aines ainé apiculteur apiculteurs apprenti apprentie artiste artistes atelier ateliers aveugle
    aveugles aviculteur aviculteurs avocat avocats bachelier bacheliers bailleur bailleurs banque banques
    benskin berger bergers bijoutier bijoutiers boucher bouchers boulanger boulangere boulangers boutique
    boutiques brasserie brasseries bureau bureaux cacaoculteur caissier caissiere caissieres cantine
    cantines celibataire celibataires chantier chantiers chomeur chomeurs collegien collegiens comptable
    comptables copropriete cordonnier cordonniers cotonculteur creche creches daara danseur danseuse
    dentiste dentistes deplacee deplacees diabetique dibiteries directeur directeurs directrice directrices
    dispensaire dispensaires divorcee divorcees dj docker dockers docteur docteurs doctorant doctorants
    domestique domestiques doyens ecolier ecoliers eglise eglises electricien electriciens eleveur eleveurs
    eleveuses emigre emigres enceinte enceintes esthetician famille familles fermes fermier fermiere
    fermieres fermiers ferrailleur ferrailleurs fiancee forgeron forgerons gamin gamine gamins garage
    garages gardien gardiens gendarme gendarmes gerant gerante gerantes gerants gie grossiste grossistes
    groupement groupements guide guides handicape handicapes hypertendu hypertendus imam imams immigre
    lyceen lyceenne lyceennes lyceens
    immigres internat internats joueur joueurs journaliste journalistes kiosque kiosques lavandiere
    lavandieres macon macons mairie mairies maman mamie maquilleuse maraichere maraicheres mareyeuse
    mareyeuses mariee marin marins mecanicien mecaniciens medecin medecins menage menagere menageres menages
    menuisier menuisiers militaire militaires mosquee mosquees motoman motomen musicien musiciens mutuelle
    notaire notaires nounou nourrice nourrices orphelin orphelinat orphelinats orphelins papy paroisse
    paroisses pasteur pasteurs patissier patissiers paysanne paysannes peintre peintres pharmacien
    pharmaciens piroguier piroguiers pisciculteur pisciculteurs planteur planteurs plombier plombiers pme
    policier policiers potiere potieres producteur producteurs productrice productrices refugie refugiee
    refugies revendeur revendeurs revendeuse revendeuses riziculteur riziculteurs sages sculpteur sculpteurs
    secretaire secretaires soudeur soudeurs sourd sourds stagiaire stagiaires station stations superette
    superettes supermarche supermarches supporter supporters syndic syndics tante tantes tantie tanties
    taximan taximen teinturiere teinturieres tisserand tisserands tontine tontines tresseuse tresseuses
    usine usines vendeuse veterinaire veuf veuve veuves vieille vieilles vieux vigile vigiles zem zemidjan
    zems`,
  notKinds: `
    acier africaine agrafeuse ailleurs ancien ancienne anciennes anciens ascenseur aspirateur atelier
    bananier baobab barriere batteuse beurre bien biere bieres bonheur broyeuse cahier cahiers calendrier
    capteur capteurs chaleur chantier chargeur chargeurs cher chretien clavier climatiseur coeur
    collaborateur collaborateurs combien compteur compteurs concert congelateur congelateurs convertisseur
    couleur couleurs courrier couveuse cuisiniere cuivre decortiqueuse dernier derniere derniers divers
    dossier dossiers douceur douleur douleurs ecouteur egreneuse entier entiere entiers entretien epaisseur
    escalier exterieur facteur fer fevrier fleur fleurs fraicheur frontiere fumier generateur generateurs
    goyavier grosseur groupe hauteur heure heures hier hiver inferieur interieur janvier largeur leur leurs
    lien liens liste longueur lumiere lumieres machine maintien manguier maniere manieres manioc matiere
    matieres meilleur mer metier metiers millier milliers moissonneuse mortier moteur moteurs moyen moyenne
    odeur odeurs ordinateur ordinateurs palmier panier paniers pannier papier papiers particulier perceuse
    peur piste plusieurs pluviometre porteur porteurs porteuse porteuses poste poussiere premier premiere
    premiers priere quartier quartiers quotidien quotidienne refrigerateur refrigerateurs regulier reste
    rien rigueur riviere rumeur saisonniere sanglier saveur saveurs secteur secteurs serveur soeur soutien
    sueur superieur terroriste thieboudienne tieboudienne tondeuse tracteur tracteurs tuteur univers valeur
    valeurs ventilateur vers visseuse`,
  things: `
    abonnement abonnements adresse agence aliment alimentation aliments alphabetisation ambulance
    appartement appartements archive archives ascendance assurance audience automatique batiment batiments
    boisson boutique boutiques brique briques caisse cartable cartables caution ceramique ceramiques
    chargement ciment cite clinique cliniques collecte coloration communication comptable comptables
    condiment condiments conference consultation cotisation coupure croissance cuisson diesel document
    documents dot election electricite electrique electriques equipement equipements essence fabrique
    facturation facultes faience ferment fermentation gencive gencives generateur generateurs graisse
    immatriculation impression informatique injection inondation installation instrument instruments
    irrigation ivresse jetable jetables karite kermesse lavable lavables lessive lessives licence livraison
    location logement logements maternite mecanique mecaniques medicament medicaments messe moustique
    moustiques musique musiques naissance olive olives ordonnance paiement paiements pansement pansements
    penalite pharmacie pigment piment piments plastique plastiques pliable pliables pollution portable
    portables portion potable potion presse provende publicite rechargeable reparation residence residences
    sable semence semences station stations table tables television tension tissage torrefaction traitement
    transhumance transpiration tresse tresses tunique tuniques universite universites urgence vacances
    vaccination versement vetement vetements vitesse`,
};
