/**
 * What guessers try first, as data. Source: editorial, written for this service from what published rankings of leaked
 * passwords have in common, and from the words of its countries and name; no copy of a list, unverified. Licence: that of
 * this repository. Everything is lower case and without accents, spaces and signs: passwords are compared in that form, with
 * `0` read as `o`, `@` as `a` and so on. Repetitions, keyboard walks, digits and years around a word, and the person's own
 * name and address are found by rule and are not in it.
 */
export const COMMON_WORDS: readonly string[] = [
  // Words for what is asked for.
  ...words(
    'password passwort passwd pass passe passphrase motdepasse motdepass monmotdepasse mdp mypassword thepassword',
  ),
  ...words(
    'yourpassword newpassword oldpassword contrasena senha parola geheim secret secrets topsecret private access',
  ),
  ...words(
    'login signin account compte utilisateur username user guest invite visitor test testing tester demo sample',
  ),
  ...words(
    'example default temp temporary changeme changemenow changeit letmein letmeinnow openup opensesame entrer enter',
  ),
  ...words(
    'admin administrator administrateur root toor superuser sysadmin operator master manager supervisor support',
  ),
  ...words(
    'server database postgres postgresql mysql oracle redis docker kubernetes linux windows ubuntu system computer',
  ),
  ...words(
    'internet network security backup service website wordpress google facebook twitter instagram whatsapp youtube',
  ),
  ...words(
    'linkedin amazon apple samsung nokia iphone android microsoft yahoo gmail hotmail outlook netflix',
  ),
  // Words that people like.
  ...words('welcome hello hellohello bonjour bonsoir salut salam bienvenue goodbye please merci thankyou'),
  ...words(
    'iloveyou iloveyousomuch iloveme ilovegod iloveyouforever loveyou lovely love lover jetaime jetadore jtm',
  ),
  ...words(
    'jetaimepourtoujours jetaimemonamour monamour moncoeur amour amoureux cherie cheri bebe baby babygirl sweetheart',
  ),
  ...words(
    'sunshine soleil moonlight starlight rainbow flower fleur rose butterfly papillon angel ange princess princesse',
  ),
  ...words(
    'prince queen king superman batman spiderman pokemon naruto dragon monkey tiger lion panther elephant chocolate',
  ),
  ...words(
    'chocolat cookie coffee banana orange cherry mango peanut pepper ginger football basketball baseball soccer',
  ),
  ...words(
    'hockey tennis barcelona realmadrid liverpool chelsea arsenal manchester juventus marseille paris psg ronaldo',
  ),
  ...words(
    'messi drogba mane zidane mbappe neymar champion champions winner freedom liberte family famille maman papa',
  ),
  ...words('mother father brother sister doudou loulou chouchou minou nounou kiki titi lulu coco'),
  ...words(
    'jesus jesuschrist jesusislord jesusloves godisgood godislove godbless blessed blessing faith hope grace amen',
  ),
  ...words(
    'allah allahakbar alhamdulillah hamdoulillah inchallah inshallah mashallah machallah bismillah mohamed muhammad',
  ),
  ...words(
    'dieu dieuestgrand dieumerci merciseigneur mercijesus mondieu seigneur eternel shalom success money argent',
  ),
  ...words(
    'happy happiness bonheur smile forever pourtoujours trustno whatever nothing gaming gamer fortnite',
  ),
  ...words('minecraft roblox starwars matrix shadow hunter killer ninja hacker'),
  // Names that many have.
  ...words(
    'michael jordan jennifer jessica ashley daniel charlie thomas robert andrew joshua matthew nicole michelle',
  ),
  ...words(
    'nicolas camille marie pierre julien sophie aminata fatou fatima mamadou moussa ousmane ibrahima abdoulaye',
  ),
  ...words('cheikh aissatou khadija mariama awa koffi kouame kouassi yao adjoua emmanuel samuel esther'),
  // Places, seasons and days.
  ...words(
    'africa afrique senegal dakar thies touba saintlouis cotedivoire ivoire abidjan bamako mali burkina burkinafaso',
  ),
  ...words(
    'ouagadougou benin cotonou togo lome niger niamey guinee conakry cameroun cameroon douala yaounde gabon',
  ),
  ...words(
    'libreville congo brazzaville kinshasa tanzania kenya nairobi nigeria lagos abuja ghana accra rwanda kigali',
  ),
  ...words(
    'france london america canada teranga january february march april june july august september october',
  ),
  ...words(
    'november december janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
  ),
  ...words(
    'spring summer autumn winter printemps automne hiver monday tuesday wednesday thursday friday saturday sunday',
  ),
  ...words('lundi mardi mercredi jeudi vendredi samedi dimanche'),
  // This service and what it is about.
  ...words(
    'genesis genesisai digitalcloud digitalcloudtroissoixante coach coaching business entrepreneur entreprise startup',
  ),
  ...words('company boutique commerce brief agent agents deepagents logo'),
  // The beginnings of alphabets and rows; longer walks are found by rule.
  ...words('abc abcd abcde xyz qwe qwerty qwertz azerty azer asd asdf zxc zxcv wxc qsdf'),
];

/** Long ones, which a smallest length alone would let through. */
export const COMMON_PHRASES: readonly string[] = [
  ...words(
    'correcthorsebatterystaple correcthorsebatterystapler thequickbrownfox thequickbrownfoxjumpsoverthelazydog',
  ),
  ...words('loremipsum loremipsumdolor loremipsumdolorsitamet portezcevieuxwhiskyaujugeblond tobeornottobe'),
  ...words(
    'tobeornottobethatisthequestion maytheforcebewithyou iamyourfather winteriscoming onceuponatime iletaitunefois',
  ),
  ...words(
    'nevergonnagiveyouup neversaynever idontknow idontremember iforgotmypassword jaioubliemonmotdepasse',
  ),
  ...words(
    'thisismypassword thisisapassword thisisasecret cestmonmotdepasse monmotdepasseestsecret passwordispassword',
  ),
  ...words(
    'allyourbasearebelongtous thereisnospoon whatdoesthefoxsay happybirthday happybirthdaytoyou joyeuxanniversaire',
  ),
  ...words(
    'happynewyear bonneannee merrychristmas joyeuxnoel letitbe dontworrybehappy hakunamatata carpediem',
  ),
  ...words(
    'libertegalitefraternite liberteegalitefraternite unpeupleunbutunefoi godsavethequeen godsavetheking',
  ),
  ...words(
    'inthenameofgod ourfatherwhoartinheaven notreperequiesauxcieux laillahaillallah thelordismyshepherd',
  ),
  ...words(
    'leternelestmonberger jepensedoncjesuis ithinkthereforeiam onlygodcanjudgeme trustnoone lifeisbeautiful',
  ),
  ...words(
    'lavieestbelle knowledgeispower timeismoney letempscestdelargent everythingisawesome hellodarknessmyoldfriend',
  ),
  ...words('somewhereovertherainbow supercalifragilisticexpialidocious anticonstitutionnellement'),
];

/** Ways over a keyboard, in either direction and from any key on; the alphabet and the digits too. */
export const KEYBOARD_RUNS: readonly string[] = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'azertyuiopqsdfghjklmwxcvbn',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1aqw2zsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  'aqwzsxedcrfvtgbyhnujikolpm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1a2z3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'a1z2e3r4t5y6u7i8o9p0',
  'a1b2c3d4e5f6g7h8i9j0',
  '1a2b3c4d5e6f7g8h9i0j',
  '147258369',
  '789456123',
];

function words(list: string): readonly string[] {
  return list.split(' ');
}
