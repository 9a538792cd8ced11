import type { RubricLexicon } from './rubric-lexicon.js';

export const ENGLISH_LEXICON: RubricLexicon = {
  stops: `
    2 4 abeg abt across aint alike all almost along already also although always amid among amongst any
    anybody anyhow anyone anything anyways arent around away b4 back bc bcos bcoz bcs becoz behind beneath
    beyond bob both bro cant cedi cedis cfa cnt cos coz cuz dat dem despite dey didnt dis dnt doesnt dollar
    dollars dont each eight else elsewhere enough etc euro euros even ever every everybody everyone
    everything fc fcfa few first five four franc francs frw furthermore gonna gotta hello hence hey hi
    however hr hrs hundred id idk ill im inside isnt itself ive just kes ksh last later least less let lets
    lol lot lots madam many maybe meanwhile mins minute minutes more moreover most much myself n na naira
    near never next nine no nobody none nothing now o often oga oh ok okay one oo ourselves outside per
    perhaps please pls plz put puts r really regardless second sef seven several sha shilling shillings sir
    six some somebody somehow someone something sometimes somewhere soon still such tbh ten thank thanks
    themselves therefore thousand three throughout thus thx today together tomorrow too toward towards truly
    tsh two u una unless upon ur urs usually very wanna wasnt wat well wen wey whatever whereas wherever
    whoever wich wit wont wt xaf xof y yes yet yourself yr yrs`,
  hollow: `
    able absolute accelerate accept accessible accomplish accountability achieve activity adapt added
    administrator admire advance advantage advice afford africa african age ages agile aim aims allah allow
    always amazed ambience ambition ambitious amen answer anything anywhere apart appreciate approach area
    areas art artificial arts ask asks aspire assist assure atmosphere attention attentive attitude attract
    authority available aware awesome background backward balance base beautiful become begin behaviour
    believe benefit bespoke better beyond bigger biggest billion bit bless blockchain body bold bonus boost
    border born boss bought branch brand brave breakthrough bridge bright brilliant bring business buy buyer
    buying buys call called calm can capable capacity capital care cares case cash catching category
    celebrate centric challenge champion change changer character charming cheap cheaper cheapest cheerful
    chic choice chosen citizen class classy cleanliness clear clever client clientele coach collaboration
    come comes comfort commercial commit community company compassion compete competition competitive
    competitor complaint complete concept confident confirm consistent constant consumer contact content
    continent continentwide continue contribute contribution convenient cool cooperation corruption cost
    costs could country countrywide county courage courteous courtesy create creation creative credible
    cross culture curious custom customised cutting day days dear decent decide dedicated deep define
    delicious delight demand depend deserve desire destined destiny detail determined develop devoted
    different differentiate digital dignity diligent disappointed discipline discover disrupt distinct
    district diverse do doing dominate done dream dubai dynamic eager earning earth east easy easygoing
    ecosystem edge effective efficient effort elegant elevate embrace emerge emotion employment employs
    empower empowerment enable encourage end endless endurance energy engage enhance enjoy enrich ensure
    enterprise enthusiasm entire entrepreneur entrepreneurship environment equal essence essential establish
    esteem eternal ethical everyday everyone everything everywhere evolve exact example exceed exceeding
    excel exception exciting exclusive existence expand expansion expect experience experienced expert
    expertise explore express expression extend extra extraordinary eye fabulous facilitate fair fairness
    faith fame famous fantastic fashionable faster favor favorite favour favourite feel feels fight fill
    find finding fine finest firm flawless flexible focus focused follower force forefront form fortune
    forward foster foundation freedom fulfil full fun fundamental future game gap gave general gentle
    genuine get gets getting gift gifted give given giving glamour global glorious glory go goals god goes
    going goods goodwill gorgeous got grace grateful great greater greatest grind grow growing growth
    guarantee habit handle happen happy hard hardworking harmony heart helps heritage hero heroes hesitate
    higher highest history holistic honest honesty honor honour hope hopeful horizon hospitality hour hours
    huge human humble humility hunger hustle hygienic idea ideal ideas identity ignore image imagine
    immediate impact important impossible impress improve inclusive income incredible independent influence
    influential inform initiative innovate inshallah insight inspire instant instruction integrity
    intelligent intention interest international invest investor involve issue items jesus job jobs journey
    joy justice keen key kind kinds king know knowhow knowledge known knows lady landmark landscape large
    larger largest lasting late launch lead leader leadership leading learn left legacy level leverage
    lifestyle lifetime light like likes limit limitless listen little live lives long look looking lord love
    loved lover loyal loyalty luck luxury made magic maintain major makes manage manner mark market
    marvelous massive master masterpiece mastery matter maximise maximize maximum meaning meaningful media
    meet meets member members memorable memory method mid mile million mind mindset miracle misery mission
    modern modest moment momentum money month moral motivate mountain move moving mutual name names nation
    nationwide neat neatness necessary necessity needs network noble normal norms north notable nothing
    number nurture objective obstacle obtain occasion offer old ones online open opens operation opportunity
    optimal optimise optimistic organise organize origin out outclass outcome outstanding overall overcome
    own part participate particular partner partnership passion path patience patient patriotic peace people
    perfect perfection perform permanent persevere person personalised perspective philosophy pioneer place
    plan planet plans platform pleasant please pleasure plenty point polite popular population positive
    possible potential poverty powerful practice praise pray prayer precious precise precision preeminent
    prefer premium presence present prestige prevention previous price pride prime principle privilege
    proactive problem process product professional professionalise profit progress project prominent promise
    promo promote promotion prompt proper prosper proud prove provide province public punctual purpose
    quality queen quest question quick radiant range rank rate rates reach real realise reality realize
    reason recognised recognition recognized refined refresh region regret reinvent relationship relatives
    relax relevant reliable remain remarkable renowned represent reputable resilient resolve resource
    respect respond responsive rest restore result revenue revolution revolutionise revolutionize reward
    right rise role royalty rubric sacrifice safety salary sale sales satisfaction satisfy save say says
    scalable scale score search secret secure see seeing seen sees segment select selection self seller
    sells sense sensitive serious serve service set sets setting shape share sharp shine short show shows
    siblings side significant simple simplify sincere situation skill skip sky smart smile social society
    sold solution solve sophisticated sort soul south special specialty speed spirit splendid stability
    stable stakeholder stand standard star stars start startup stay steady step story strategic strategy
    strength stress strive strong stronger structure struggle stuff stunning style stylish subscribers
    succeed success suitable superb superior suppliers support supreme sure surprise survive sustain sweet
    synergy system tailormade take takes talent talk target task tasks taste tasty teams teamwork technology
    tell tells tender thankful thing think thorough thoughtful thrive tidy time timeless times told
    tolerance tomorrow ton top total tough trade transform transparent travel treasure treated tremendous
    trend trendy triumph true trust trustworthy truth try trying turnkey type types ultimate unbeatable
    uncle understand unemployment unforgettable unique unity universe unlock unmatched up useful user users
    value varied variety various versatile vibe vibes vibrant victory villa virtue visible vision vital
    vivid wait wants warm warmth way ways wealth wealthy week weeks welcome wellbeing wellness west whole
    willing win winning wisdom wise wish wonder word works world worldwide worth worthy wrong year years
    young zeal zone`,
  trades: `
    agriculture beauty catering cleaning commerce construction craft crafts education export exports farming
    fashion food foods hairdressing health healthcare import imports logistics restaurant retail shop
    software store tailoring tech tourism trading transport transportation`,
  plain: `
    authentic brother brothers build building car cars choose cities city clean cover covered deliver
    delivering delivers delivery design designs drive eat eating employ event events feed feeding fresh
    friend friends healthy home homes house houses hygiene learning leave leaving natural neighbour office
    organic pay payment rent safe sister sisters stop street supply tailored teaching term town towns
    training treat treatment work`,
  broad: `
    babies baby boy child elder elderly elders family girl guys kid kids man newborn newborns teen toddler
    toddlers woman youth youths`,
  nameless: `
    africans buyer buyers cameroonians citizen citizens client clientele clients communities community
    congolese consumer consumers customer customers folks ghanaian ghanaians guys human humans individual
    individuals kenyan kenyans local locals nigerian nigerians patient patients people person persons
    population public resident residents rwandan rwandans senegalese tanzanian tanzanians ugandans user
    users`,
  kinds: `
    accountant accountants agent agents artist artists auntie aunties aunty bachelor bachelors baker bakers
    bank banks bar barbershop bedsitter bedsitters beekeeper beekeepers beginner beginners believer
    believers blind breeder breeders breweries brewery bride butcher butchers canteen canteens carpenter
    carpenters carver carvers cashier cashiers chama chamas chef chefs chemist chemists church churches
    commuter commuters conductor conductors contractor contractors cook cooks coop cooperative cooperatives
    coops creche crew crews dancer dancers deaf dentist diabetic diabetics director directors disabled
    dispensaries dispensary dj djs docker doctor doctors elder elderly elders electrician electricians
    estate estates factories factory firm firms fisher fishers fisherwomen fishmonger founder founders
    freelancer freelancers freshers garage garages gentleman gentlemen gents goer goers grandmother
    grandmothers grandparents groom group groups grower guard guards guest guests guide guides hawker
    hawkers herdsman herdsmen hostel hostels househelp household households husband husbands imam intern
    interns journalist keeper keepers kiosk kiosks ladies lady landladies landlady lawyer lawyers learner
    learners leaver leavers lecturer lecturers lodge lodges lounge maid maids mama mamas manager managers
    mason masons mechanic mechanics midwife midwives miner miners mosque mosques musician musicians nannies
    nanny ngo nurseries nursery office offices orphan orphans owner owners painter painters passenger
    passengers pastor pastors peasant pharmacist pharmacists planter planters player players plumber
    plumbers police policemen porter porters potter potters pupil refugee refugees rider riders sacco saccos
    secretaries secretary singles smallholder smallholders soldier soldiers supermarket supermarkets teen
    tout touts trucker truckers uncles undergraduate undergraduates vet vets waiter weaver weavers welder
    welders widow widows wife wives workshop`,
  notKinds: `
    after again another answer asian assist banner banners batteries
    best better bigger blender burger burgers burner
    burners butter buyer calculator captain career cedar center centers centimeter centres certain charger
    chargers cheaper chest chicken children cleaner coast color colors colour computer computers conditioner
    consist contain container containers cooker cookers cooler copper corner cost counter cover covers
    curtain daughter delivers diaper diapers differs dinner dinners doctor dollar dollars door doors dozen
    dust east either elevator eleven enter error even ever exist exterior faster favor feather fertiliser
    fertilisers fertilizer fertilizers fever fibre filter filters first flavor flavour floor floors flower
    flowers folder folders forest freezer freezers gain garden gather generator generators german ginger
    grain hammer harbor harvest header heater helicopter human humor indian insist interest interests
    interior inverter inverters kitchen labor ladder laser last later laughter layer layers leather letter
    letters liquor list litre liver longer main marker markers master masters matter member members meter
    meters mirror mirrors mist mixer moisturizer motor motors mountain neighbor neither never newspaper
    number numbers obtain offer offers often open order orders other others oven over paper papers pepper
    persist pitman plain post poster posters powder power printer printers proper quarter quarters rain
    rather remain request resist rest river roman router rubber sanitiser sanitizer savior scissors scooter
    scooters sensor sensors server servers seven shorter shower silver slippers sticker stickers suffers
    sugar summer superior sweater sweaters talisman test then timber together tower tractor tractors trailer
    train trousers trust tumor tutor twist tyres under user users ven visitor water weather west when
    whether winter woman woven wrist`,
  things: `
    ally ambulance anomaly apartment apartments archive archives assembly audience basement belly business
    cable cables cement chives citizenship city clinic collection conference connection consultation
    document documents drive drives electricity equipment family fence fitness fly foldable garment garments
    generator generators harness hive hives illness injection inspection installation instrument insurance
    irrigation jelly licence license lily lotion membership monopoly native natives ointment olive olives
    ownership pavement payment payments plantation plantations pollution portable portion potion
    prescription receipt reception rely residence reusable science sequence shipment sickness stable stables
    station stations subscription supplement supplements supply syllable table tables timetable timetables
    treatment university vaccination vegetable vegetables washable wireless witness`,
};
