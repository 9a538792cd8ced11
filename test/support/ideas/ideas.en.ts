import type { WrittenIdea } from './written-idea.js';

/** Two ideas of every sector, written by hand: other towns, other trades, other ways of writing. */
export const ENGLISH_IDEAS: readonly WrittenIdea[] = [
  {
    id: 'en-restaurant-accra',
    language: 'en',
    sector: 'restaurant',
    country: 'GH',
    brief: {
      business_name: "Auntie Efua's Waakye",
      sector: 'waakye and breakfast stall',
      vision:
        'I want the night-shift nurses of Korle Bu to have a decent breakfast waiting when they come off the ward.',
      mission:
        'I cook waakye with millet leaves over charcoal from three in the morning and serve it wrapped in fresh leaves, never in plastic.',
      target_audience:
        'Nurses, porters and trotro drivers around Korle Bu who finish work hungry at dawn and find every kitchen still closed.',
      differentiation:
        'We open at 4:30, before anyone else on the road, and a customer can choose each side separately. The other stalls sell one fixed plate.',
      value_proposition:
        'I help night workers in Accra eat a hot breakfast before the ride home, from 15 cedis a plate.',
      location: { city: 'Accra', country: 'Ghana', region: 'Korle Bu' },
      services: ['Breakfast plate', 'Ward delivery', 'Waakye for funerals'],
    },
  },
  {
    id: 'en-restaurant-mombasa',
    language: 'en',
    sector: 'restaurant',
    country: 'KE',
    brief: {
      business_name: 'Pwani Bites',
      sector: 'swahili catering',
      vision:
        'Old Town recipes should be on the table at every Mombasa wedding, cooked by the women who know them.',
      mission:
        'Six home cooks prepare biryani, mahamri and coconut beans in one shared kitchen in Old Town. We taste the menu with the family two weeks before the day.',
      target_audience:
        'Families planning weddings for 100 to 400 guests who are tired of caterers that run out of food before the elders are served.',
      differentiation:
        'We weigh the rice per guest and write it in the contract; if food runs out we pay back the missing plates.',
      value_proposition: 'A coastal wedding menu at 850 shillings per guest, with the quantity written down.',
      location: { city: 'Mombasa', country: 'Kenya' },
      services: ['Wedding menu', 'Henna night snacks', 'Tasting at home'],
    },
  },
  {
    id: 'en-salon-nairobi',
    language: 'en',
    sector: 'salon',
    country: 'KE',
    brief: {
      business_name: 'Loc & Leaf',
      sector: 'dreadlocks salon',
      vision: 'Locs should be welcome in any Nairobi office.',
      mission:
        'We start, retwist and repair locs using aloe and rosemary that we grow on the roof. Every visit ends with a photo for your file.',
      target_audience:
        'Office workers between 22 and 40 in Westlands who were told their locs look untidy and who have thinning edges from tight styling.',
      differentiation:
        'No wax and no heat, ever. Our loctician Wanjiru checks the edges under a magnifier and refuses a style that would pull.',
      value_proposition:
        'We help professionals keep neat, healthy locs with a retwist every five weeks for 2,500 shillings.',
      location: { city: 'Nairobi', country: 'Kenya', region: 'Westlands' },
      services: ['Starter locs', 'Retwist', 'Edge repair plan'],
    },
  },
  {
    id: 'en-salon-abuja',
    language: 'en',
    sector: 'salon',
    country: 'NG',
    brief: {
      business_name: 'Bridal Glow by Hauwa',
      sector: 'bridal makeup',
      vision:
        'In three years I want ten trained artists who can each take a bride from trial to reception without me.',
      mission:
        'I do a skin test a month before the wedding, match the shade in daylight and stay until the evening change of dress.',
      target_audience:
        'Brides in Gwarinpa and Kubwa whose foundation turned grey in the photos or whose artist came late on the day.',
      differentiation:
        'I take one bride a day, so nobody waits. Most artists book four brides on one Saturday and send an assistant.',
      value_proposition:
        'Makeup that matches your skin in every photo, trial and evening touch-up included, for 120,000 naira.',
      location: { city: 'Abuja', country: 'Nigeria' },
      services: ['Bridal day', 'Bridesmaids', 'Skin test'],
    },
  },
  {
    id: 'en-ecommerce-kumasi',
    language: 'en',
    sector: 'ecommerce',
    country: 'GH',
    brief: {
      business_name: 'Kente Post',
      sector: 'online shop for kente cloth',
      vision: 'Ghanaians abroad should buy kente from the weaver, not from a printed copy on a marketplace.',
      mission:
        'We photograph each strip on the loom in Bonwire, put the weaver’s name beside it and post it within two days of payment.',
      target_audience:
        'Ghanaian families in London and New Jersey who need cloth for a graduation or outdooring and were once sold a print.',
      differentiation:
        'Every parcel carries a video of the weaver finishing that very strip. Returns are accepted for a full month.',
      value_proposition: 'Hand-woven kente from Bonwire, posted in two days, at 900 cedis a half piece.',
      location: { city: 'Kumasi', country: 'Ghana' },
      services: ['Graduation stoles', 'Half piece', 'Full wedding set'],
    },
  },
  {
    id: 'en-ecommerce-dodoma',
    language: 'en',
    sector: 'ecommerce',
    country: 'TZ',
    brief: {
      business_name: 'Soko Spare',
      sector: 'motorcycle spare parts shop',
      vision: 'No bodaboda rider in Dodoma loses a working day hunting for a brake pad.',
      mission:
        'Riders send a photo of the broken part on WhatsApp, we confirm the price and a boy on a bicycle brings it to the stage.',
      target_audience:
        'Bodaboda riders and small mechanics in Dodoma who lose half a day going from shop to shop and get sold the wrong size.',
      differentiation:
        'We swap a wrong part the same afternoon at no cost. The shops on Iringa Road never take a part back.',
      value_proposition: 'We help riders get the right part at their stage in an hour, from 4,000 shillings.',
      location: { city: 'Dodoma', country: 'Tanzania' },
      services: ['Brake and clutch parts', 'Tyres', 'Monthly parts box for mechanics'],
    },
  },
  {
    id: 'en-services-kano',
    language: 'en',
    sector: 'services',
    country: 'NG',
    brief: {
      business_name: 'Amana Property Care',
      sector: 'caretaking for absent landlords',
      vision: 'A landlord living in Jeddah should sleep well about his house in Kano.',
      mission:
        'My team visits each house on the first Monday of the month, fixes small faults, collects rent against a receipt and sends a ten-photo report.',
      target_audience:
        'Landlords who moved abroad or to Lagos and rely on a cousin who does not pick up the phone.',
      differentiation:
        'Rent goes straight to the owner’s account; we never hold it. Relatives rarely send a receipt.',
      value_proposition:
        'We help absent landlords keep their Kano houses let and repaired for 15,000 naira a month per house.',
      location: { city: 'Kano', country: 'Nigeria' },
      services: ['Monthly inspection', 'Rent collection', 'Small repairs'],
    },
  },
  {
    id: 'en-services-musanze',
    language: 'en',
    sector: 'services',
    country: 'RW',
    brief: {
      business_name: 'Clear Words Rwanda',
      sector: 'translation and letter writing',
      vision: 'Nobody in Musanze should lose a job or a grant because of a badly translated letter.',
      mission:
        'We translate between Kinyarwanda, English and French, read the text back to the client and keep a copy for a year.',
      target_audience:
        'Guides, cooperatives and students who apply abroad and have been refused over mistakes in a form.',
      differentiation: 'Two people read every page, and the second one has never seen the original.',
      value_proposition:
        'A clean translation in two days for 3,000 francs a page, read aloud before you sign.',
      location: { city: 'Musanze', country: 'Rwanda' },
      services: ['Certificates', 'Grant applications', 'Tour guide texts'],
    },
  },
  {
    id: 'en-artisanat-arusha',
    language: 'en',
    sector: 'artisanat',
    country: 'TZ',
    brief: {
      business_name: 'Enkaji Beads',
      sector: 'maasai beadwork',
      vision: 'I want the mothers of Monduli to earn from beads all year, not only in the safari months.',
      mission:
        'Twelve women bead collars, belts and dog leads at home; I bring the beads on Monday, pay on delivery and check every knot.',
      target_audience:
        'Lodges and gift shops around Arusha who want pieces they can reorder and keep receiving different sizes.',
      differentiation:
        'Every design has a pattern card, so a reorder is the same as the first one. Street sellers cannot repeat a piece.',
      value_proposition:
        'We help lodges stock beadwork that they can reorder piece for piece, from 18,000 shillings a collar.',
      location: { city: 'Arusha', country: 'Tanzania' },
      services: ['Collars', 'Belts', 'Own colours for lodges'],
    },
  },
  {
    id: 'en-artisanat-abeokuta',
    language: 'en',
    sector: 'artisanat',
    country: 'NG',
    brief: {
      business_name: 'Itoku Adire House',
      sector: 'adire indigo dyeing',
      vision: 'adire from Abeokuta on school uniforms and hotel beds, not only at festivals',
      mission:
        'we tie, starch and dye with real indigo from the pot my grandmother left. the cloth rests a night between two dips',
      target_audience: 'fashion designers and small hotels that got burned by dye running in the first wash',
      differentiation: 'we wash every cloth three times before you get it. if it runs we dye it again free',
      value_proposition: 'indigo cloth that does not run, 7,500 naira for five yards',
      location: { city: 'Abeokuta', country: 'Nigeria' },
      services: ['five-yard cloth', 'hotel bed set', 'dye day for visitors'],
    },
  },
  {
    id: 'en-transport-kisumu',
    language: 'en',
    sector: 'transport',
    country: 'KE',
    brief: {
      business_name: 'Lakeside Movers',
      sector: 'house moving',
      vision: 'Moving house in Kisumu should not cost a family its fridge.',
      mission:
        'We come the day before with crates and blankets, list every item with the owner and load in the listed order.',
      target_audience:
        'Tenants in Milimani and Mamboleo who change houses at month end and have had furniture scratched by casual loaders.',
      differentiation:
        'Anything broken on our truck is repaired or paid for within a week. Hand-cart crews disappear after they are paid.',
      value_proposition:
        'We help tenants move in one morning with nothing broken, from 6,000 shillings for a bedsitter.',
      location: { city: 'Kisumu', country: 'Kenya' },
      services: ['Bedsitter move', 'Family house move', 'Crate hire'],
    },
  },
  {
    id: 'en-transport-buea',
    language: 'en',
    sector: 'transport',
    country: 'CM',
    brief: {
      business_name: 'Molyko Night Rides',
      sector: 'night taxi for students',
      vision: 'Every girl at the university gets home safe after evening class.',
      mission:
        'Four known drivers, each with a numbered vest, wait at the library gate until the last student has left.',
      target_audience:
        'Female students in Molyko who leave the library after dark and are afraid of unknown bikes.',
      differentiation:
        'The student shares the driver’s number with a friend before the ride starts, and the friend is called on arrival.',
      value_proposition: 'A safe ride home from the library for 300 francs, any night until eleven.',
      location: { city: 'Buea', country: 'Cameroon', region: 'Molyko' },
      services: ['Single ride', 'Weekly pass'],
    },
  },
  {
    id: 'en-agriculture-jos',
    language: 'en',
    sector: 'agriculture',
    country: 'NG',
    brief: {
      business_name: 'Plateau Strawberry Co-op',
      sector: 'strawberry farming',
      vision:
        'In four years fifty smallholders around Jos will sell strawberries to Abuja without a middleman.',
      mission:
        'We pick before sunrise, grade by hand into punnets, cool them in a charcoal cooler and send them down on the six o’clock bus.',
      target_audience:
        'Bakeries, juice bars and supermarkets in Abuja who throw away a third of what the middlemen bring.',
      differentiation:
        'We print the picking hour on the lid, and a soft punnet is credited on the next order.',
      value_proposition:
        'We help Abuja bakeries buy strawberries picked the same morning at 3,500 naira a kilo.',
      location: { city: 'Jos', country: 'Nigeria' },
      services: ['Punnets', 'Kitchen grade by the kilo', 'Frozen fruit'],
    },
  },
  {
    id: 'en-agriculture-huye',
    language: 'en',
    sector: 'agriculture',
    country: 'RW',
    brief: {
      business_name: 'Honey of Nyungwe Edge',
      sector: 'beekeeping',
      vision: 'Beekeepers at the forest edge should earn more from living trees than from charcoal.',
      mission:
        'Our forty beekeepers bring combs on foot; we press them cold, filter once and never heat the honey.',
      target_audience:
        'Hotels and mothers in Huye and Kigali who suspect that shop honey is mixed with sugar syrup.',
      differentiation:
        'We test each drum for water and sugar and hand over the test sheet. Roadside bottles come with no name at all.',
      value_proposition: 'Raw forest honey with its test sheet, 6,000 francs a jar.',
      location: { city: 'Huye', country: 'Rwanda' },
      services: ['Jars', 'Hotel buckets', 'Honeycomb'],
    },
  },
  {
    id: 'en-education-tamale',
    language: 'en',
    sector: 'education',
    country: 'GH',
    brief: {
      business_name: 'Savanna Driving School',
      sector: 'driving lessons',
      vision: 'More women of Tamale behind the wheel, with a licence they earned.',
      mission:
        'Women teach women: ten lessons in a dual-control car, then we go along to the licensing office.',
      target_audience:
        'Women traders and teachers in Tamale who want to drive their goods and feel mocked by male instructors.',
      differentiation:
        'All our instructors are women and the car has dual controls. Other schools put four learners in one car.',
      value_proposition:
        'We help women in Tamale pass the driving test with ten private lessons for 1,200 cedis.',
      location: { city: 'Tamale', country: 'Ghana' },
      services: ['Beginner course', 'Refresher', 'Test day company'],
    },
  },
  {
    id: 'en-education-zanzibar',
    language: 'en',
    sector: 'education',
    country: 'TZ',
    brief: {
      business_name: 'Mwani Language House',
      sector: 'swahili and english classes for hotel staff',
      vision: 'Local staff should hold the manager jobs in the hotels of Zanzibar.',
      mission:
        'We teach English at the hotel before the shift, using the guests’ real questions, and record each learner once a month.',
      target_audience:
        'Small hotels in Nungwi and Paje whose waiters lose tips because they are shy to speak.',
      differentiation: 'Lessons follow the tide of the hotel: forty minutes, on site, no textbook.',
      value_proposition: 'Staff who speak up with guests after ten weeks, at 150,000 shillings per learner.',
      location: { city: 'Zanzibar', country: 'Tanzania' },
      services: ['Front desk English', 'Waiter English', 'Swahili for guests'],
    },
  },
  {
    id: 'en-health-eldoret',
    language: 'en',
    sector: 'health',
    country: 'KE',
    brief: {
      business_name: 'Stride Foot Clinic',
      sector: 'foot care for diabetics',
      vision: 'Nobody in Eldoret should lose a foot to a wound that was seen too late.',
      mission:
        'I examine feet, treat small wounds and show the family how to check at home with a mirror. I am a nurse trained at Moi Teaching Hospital.',
      target_audience:
        'Diabetics over 45 around Eldoret who cannot feel a thorn and only come when the wound smells.',
      differentiation:
        'We call every patient each Sunday evening and keep a photo of every wound. The big hospitals see a foot after months.',
      value_proposition: 'A full foot check and a home mirror for 1,000 shillings, with a weekly call.',
      location: { city: 'Eldoret', country: 'Kenya' },
      services: ['Foot check', 'Wound dressing', 'Family training'],
    },
  },
  {
    id: 'en-health-cape-coast',
    language: 'en',
    sector: 'health',
    country: 'GH',
    brief: {
      business_name: 'Bright Smile Cape Coast',
      sector: 'school dental van',
      vision: 'A generation of Cape Coast children with no fear of the dentist.',
      mission:
        'Our van parks in the school yard for two days a term. We check, clean and fill, and the class learns to brush together.',
      target_audience:
        'Primary schools and parents who have never taken a child to a dentist because it costs a day of work.',
      differentiation:
        'The child is treated at school, with a friend watching. Parents get a drawing of every tooth.',
      value_proposition: 'A dental check and cleaning at school for 40 cedis a child.',
      location: { city: 'Cape Coast', country: 'Ghana' },
      services: ['School check', 'Fillings', 'Brushing lesson'],
    },
  },
  {
    id: 'en-technology-lagos',
    language: 'en',
    sector: 'technology',
    country: 'NG',
    brief: {
      business_name: 'Tally Cold Room',
      sector: 'sensors for cold rooms',
      vision: 'Fish sellers in Epe should stop waking at night to touch the freezer.',
      mission:
        'We fit a battery sensor in the cold room; it texts the owner when the temperature climbs and shows the hours without power.',
      target_audience:
        'Owners of cold rooms in Epe and Ikorodu who have lost a whole stock of fish to one long power cut.',
      differentiation: 'It works on plain SMS without internet. Imported systems need wifi and a laptop.',
      value_proposition:
        'We help fish sellers save their stock with a text message before it spoils, for 5,000 naira a month.',
      location: { city: 'Lagos', country: 'Nigeria', region: 'Epe' },
      services: ['Sensor and SIM', 'Generator alert', 'Monthly power report'],
    },
  },
  {
    id: 'en-technology-kigali',
    language: 'en',
    sector: 'technology',
    country: 'RW',
    brief: {
      business_name: 'Itike',
      sector: 'ticketing app for upcountry buses',
      vision: 'To end the morning crush at Nyabugogo.',
      mission:
        'Passengers book a seat by USSD the evening before, and the conductor ticks names on a phone that also works offline.',
      target_audience: 'Bus companies with five to twenty buses that lose money to unrecorded seats.',
      differentiation: 'Passengers need no smartphone. The company sees the cash of every trip by nightfall.',
      value_proposition:
        'We help bus companies know the money of each trip for 200 francs a ticket, no machine to buy.',
      location: { city: 'Kigali', country: 'Rwanda' },
      services: ['USSD booking', 'Conductor app', 'Evening cash report'],
    },
  },
  {
    id: 'en-other-kakamega',
    language: 'en',
    sector: 'other',
    country: 'KE',
    brief: {
      business_name: 'Kakamega Canopy Walks',
      sector: 'guided forest walks',
      vision: 'I dream of school children in Kakamega who can name forty birds of their own forest.',
      mission:
        'Former honey hunters lead slow walks at first light, and a grandmother explains which bark heals what.',
      target_audience:
        'School classes and weekend visitors from Kisumu and Nairobi who only know the forest from the road.',
      differentiation:
        'We walk in groups of six and turn back if the monkeys are nervous. The big tour vans never leave the track.',
      value_proposition:
        'A dawn walk with a guide who grew up under these trees, 700 shillings a person, children half price.',
      location: { city: 'Kakamega', country: 'Kenya' },
      services: ['Dawn walk', 'School day', 'Night sounds'],
    },
  },
  {
    id: 'en-other-takoradi',
    language: 'en',
    sector: 'other',
    country: 'GH',
    brief: {
      business_name: 'Second Tide Rentals',
      sector: 'fishing net and outboard rental',
      vision: 'A young fisherman in Takoradi should not need a loan shark to go to sea.',
      mission:
        'We rent nets and outboard motors by the trip, service them between trips and teach the crew to clear a jammed propeller.',
      target_audience: 'Canoe crews of five to eight men who own a boat and lack the money for a motor.',
      differentiation:
        'Payment is due after the catch is sold; the boat owners want theirs before the crew leaves the beach.',
      value_proposition: 'A serviced outboard for 250 cedis a trip, paid after you land the fish.',
      location: { city: 'Takoradi', country: 'Ghana' },
      services: ['Outboard by the trip', 'Net rental', 'Motor repair'],
    },
  },
];
