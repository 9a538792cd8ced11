import type { Sector } from '../sectors/sector-pack.js';

/** Which of a drawing's two colours a shape or line takes. */
export type SymbolInk = 'main' | 'accent';

/** A filled shape (even-odd: inner contours are holes), or a line with round ends. Grid 64 x 64. */
export interface SymbolPart {
  readonly ink: SymbolInk;
  readonly d: string;
  /** Null on filled shapes. */
  readonly lineWidth: number | null;
}

export interface LogoSymbol {
  /** Unique over all sectors. */
  readonly id: string;
  /** Folded beginnings of words that call for this drawing. */
  readonly fits: readonly string[];
  /** Says nothing without such a word: a fish is no sign for just any restaurant. */
  readonly isSpecial: boolean;
  readonly parts: readonly SymbolPart[];
}

const shape = (d: string): SymbolPart => ({ ink: 'main', d, lineWidth: null });
const line = (d: string, lineWidth = 4.5): SymbolPart => ({ ink: 'main', d, lineWidth });
const accentShape = (d: string): SymbolPart => ({ ink: 'accent', d, lineWidth: null });
const accentLine = (d: string, lineWidth = 4.5): SymbolPart => ({ ink: 'accent', d, lineWidth });

const disc = (cx: number, cy: number, r: number): string =>
  `M${String(cx - r)} ${String(cy)}a${String(r)} ${String(r)} 0 1 0 ${String(2 * r)} 0` +
  `a${String(r)} ${String(r)} 0 1 0 ${String(-2 * r)} 0z`;

/** Drawings of each trade, at least three so that two businesses of one trade need not look alike. */
export const LOGO_SYMBOLS: Readonly<Record<Sector, readonly LogoSymbol[]>> = {
  restaurant: [
    {
      id: 'steaming-bowl',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M7 33H57C57 43 51 50 42 53V57H22V53C13 50 7 43 7 33Z'),
        accentLine('M22 25C17 20 27 15 22 9M32 25C27 20 37 15 32 9M42 25C37 20 47 15 42 9', 4),
      ],
    },
    {
      id: 'fork-and-spoon',
      fits: [],
      isSpecial: false,
      parts: [
        line('M15 9V19A7 7 0 0 0 29 19V9M22 9V56'),
        accentShape(
          'M42 8C48 8 51.5 13 51.5 20C51.5 26 48 31 42 31C36 31 32.5 26 32.5 20C32.5 13 36 8 42 8Z',
        ),
        accentLine('M42 30V56'),
      ],
    },
    {
      id: 'cloche',
      fits: ['traiteur', 'cater', 'gastronom'],
      isSpecial: false,
      parts: [shape('M10 42A22 22 0 0 1 54 42Z'), accentShape(disc(32, 14, 4.5)), accentLine('M8 50H56', 5)],
    },
    {
      id: 'mortar-and-pestle',
      fits: ['tradition', 'foutou', 'foufou', 'fufu', 'attieke'],
      isSpecial: false,
      parts: [
        shape('M11 29H53C53 39 48 44 42 47L46 57H18L22 47C16 44 11 39 11 29Z'),
        accentLine('M36 22L44 7', 7),
      ],
    },
    {
      id: 'fish',
      fits: ['poisson', 'fish', 'seafood', 'tilapia', 'carpe', 'thon'],
      isSpecial: true,
      parts: [
        shape(`M5 32C14 15 32 13 43 32C32 51 14 49 5 32Z${disc(17, 29, 2.8)}`),
        accentShape('M45 32L59 18V46Z'),
      ],
    },
    {
      id: 'cup',
      fits: ['cafe', 'cafeter', 'coffee', 'barista', 'tea', 'glacier'],
      isSpecial: true,
      parts: [
        shape('M9 25H46V40A14 14 0 0 1 32 54H23A14 14 0 0 1 9 40Z'),
        accentLine('M46 31H49A6.5 6.5 0 0 1 49 44H44'),
        accentLine('M21 19C17 15 25 12 21 7M33 19C29 15 37 12 33 7', 4),
      ],
    },
    {
      id: 'loaf',
      fits: ['boulang', 'baker', 'pain', 'patiss', 'pastr', 'bread', 'gateau', 'cake'],
      isSpecial: true,
      parts: [
        shape(
          'M13 30C3 27 4 11 18 11H46C60 11 61 27 51 30V51A4 4 0 0 1 47 55H17A4 4 0 0 1 13 51ZM22 22L25 32H29L26 22ZM35 22L38 32H42L39 22Z',
        ),
        accentLine('M20 60H44', 3.5),
      ],
    },
  ],
  salon: [
    {
      id: 'scissors',
      fits: ['coiff', 'barbe', 'barbi', 'hair', 'hairdress', 'coupe'],
      isSpecial: false,
      parts: [line('M45 9L23 41M19 9L41 41'), accentLine(disc(18, 48, 7.5)), accentLine(disc(46, 48, 7.5))],
    },
    {
      id: 'afro-comb',
      fits: ['coiff', 'barbe', 'barbi', 'hair', 'hairdress', 'afro', 'tress', 'braid', 'natur'],
      isSpecial: false,
      parts: [
        line('M11 34V9M19.4 34V7M27.8 34V6M36.2 34V6M44.6 34V7M53 34V9', 4),
        shape('M9 32H55V37A9 9 0 0 1 46 46H18A9 9 0 0 1 9 37Z'),
        accentShape('M23 49H41V52A7 7 0 0 1 34 59H30A7 7 0 0 1 23 52Z'),
      ],
    },
    {
      id: 'lotus',
      fits: ['spa', 'massage', 'soin', 'wellness', 'esthet', 'visage', 'skin', 'hammam'],
      isSpecial: true,
      parts: [
        shape('M32 8C41 19 41 35 32 46C23 35 23 19 32 8Z'),
        accentShape('M7 22C18 22 26 31 29 47C16 47 8 38 7 22Z'),
        accentShape('M57 22C46 22 38 31 35 47C48 47 56 38 57 22Z'),
        line('M20 56H44', 4),
      ],
    },
    {
      id: 'sparkle',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M27 9C29 27 33 32 51 35C33 38 29 43 27 61C25 43 21 38 3 35C21 32 25 27 27 9Z'),
        accentShape('M50 4C51 12 53 14 61 15.5C53 17 51 19 50 27C49 19 47 17 39 15.5C47 14 49 12 50 4Z'),
      ],
    },
    {
      id: 'crown',
      fits: ['maquill', 'makeup', 'beaut'],
      isSpecial: false,
      parts: [shape('M7 18L20 30L32 9L44 30L57 18L51 46H13Z'), accentLine('M15 54H49', 5.5)],
    },
  ],
  ecommerce: [
    {
      id: 'shopping-bag',
      fits: ['mode', 'vetement', 'fashion', 'cloth'],
      isSpecial: false,
      parts: [shape('M12 23H52L56 57H8Z'), accentLine('M22 17A10 10 0 0 1 42 17', 4.5)],
    },
    {
      id: 'price-tag',
      fits: [],
      isSpecial: false,
      parts: [
        shape(
          `M8 12A4 4 0 0 1 12 8H30L53 31A5 5 0 0 1 53 38L38 53A5 5 0 0 1 31 53L8 30Z${disc(20, 20, 4.5)}`,
        ),
        accentLine('M41 8L58 25', 4.5),
      ],
    },
    {
      id: 'basket',
      fits: ['epicer', 'legume', 'marche', 'market', 'grocer'],
      isSpecial: false,
      parts: [
        shape('M6 27H58L51 56H13ZM20 34V49H24V34ZM30 34V49H34V34ZM40 34V49H44V34Z'),
        accentLine('M18 20L26 8M46 20L38 8', 4.5),
      ],
    },
    {
      id: 'storefront',
      fits: ['boutique', 'magasin', 'shop', 'store'],
      isSpecial: false,
      parts: [
        shape(
          'M12 8H52L59 24C59 33 46 33 45.5 25C45 33 32.5 33 32 25C31.5 33 19 33 18.5 25C18 33 5 33 5 24Z',
        ),
        accentLine('M12 38V56H52V38M26 55V44H38V55', 4.5),
      ],
    },
  ],
  services: [
    {
      id: 'linked-rings',
      fits: [],
      isSpecial: false,
      parts: [line(disc(24, 32, 15), 5.5), accentLine(disc(41, 32, 15), 5.5)],
    },
    {
      id: 'seal-of-quality',
      fits: [],
      isSpecial: false,
      parts: [line('M53.5 26A23 23 0 1 1 43 12.5', 5), accentLine('M21 31L31 41L55 13', 5.5)],
    },
    {
      id: 'briefcase',
      fits: ['compta', 'account', 'juridi', 'avocat', 'legal', 'gestion'],
      isSpecial: false,
      parts: [
        shape(
          'M12 21H52A5 5 0 0 1 57 26V33H38V30H26V33H7V26A5 5 0 0 1 12 21ZM7 37H26V41H38V37H57V50A5 5 0 0 1 52 55H12A5 5 0 0 1 7 50Z',
        ),
        accentLine('M23 15V10H41V15', 4.5),
      ],
    },
    {
      id: 'conversation',
      fits: ['conseil', 'consult', 'communic', 'accompagn'],
      isSpecial: false,
      parts: [
        shape('M9 9H39A5 5 0 0 1 44 14V32A5 5 0 0 1 39 37H23L12 47V37H9A5 5 0 0 1 4 32V14A5 5 0 0 1 9 9Z'),
        accentLine('M50 20H55A4 4 0 0 1 59 24V43A4 4 0 0 1 55 47H53V56L43 47H30', 4.5),
      ],
    },
    {
      id: 'spanner',
      fits: ['repar', 'repair', 'mainten', 'depann', 'plomb', 'electric', 'garage', 'mecani', 'fix'],
      isSpecial: true,
      parts: [
        shape(
          'M42 5A17 17 0 0 0 27 27L6 48A7 7 0 0 0 16 58L37 37A17 17 0 0 0 58 20L48 30L37 27L34 16L44 6A17 17 0 0 0 42 5Z',
        ),
        accentLine(disc(50, 50, 7), 5),
      ],
    },
  ],
  artisanat: [
    {
      id: 'pottery',
      fits: ['poter', 'potier', 'potiere', 'pottery', 'ceram'],
      isSpecial: true,
      parts: [
        shape(
          'M21 8H43V14L40 18C50 23 55 30 55 38C55 43 53 48 49 52L43 57H21L15 52C11 48 9 43 9 38C9 30 14 23 24 18L21 14ZM13 35L20.5 42L28 35L35.5 42L43 35L51 42V38L43 30.5L35.5 37.5L28 30.5L20.5 37.5L13 31Z',
        ),
      ],
    },
    {
      id: 'weave',
      fits: ['tissa', 'tisse', 'weave', 'weavi', 'vanner', 'basket', 'pagne', 'kente', 'bogolan'],
      isSpecial: false,
      parts: [
        shape(
          'M6 13.5H25.5V22.5H6ZM38.5 13.5H58V22.5H38.5ZM6 27.5H11.5V36.5H6ZM24.5 27.5H39.5V36.5H24.5ZM52.5 27.5H58V36.5H52.5ZM6 41.5H25.5V50.5H6ZM38.5 41.5H58V50.5H38.5Z',
        ),
        accentShape(
          'M13.5 6H22.5V11.5H13.5ZM13.5 24.5H22.5V39.5H13.5ZM13.5 52.5H22.5V58H13.5ZM27.5 6H36.5V25.5H27.5ZM27.5 38.5H36.5V58H27.5ZM41.5 6H50.5V11.5H41.5ZM41.5 24.5H50.5V39.5H41.5ZM41.5 52.5H50.5V58H41.5Z',
        ),
      ],
    },
    {
      id: 'needle-and-thread',
      fits: ['coutur', 'tailleur', 'tailor', 'sewing', 'brode', 'embroider', 'stylis', 'dressmak'],
      isSpecial: true,
      parts: [
        line('M45 20L13 55', 4.5),
        line(disc(49.5, 15, 6), 4),
        accentLine('M49 15C38 4 12 8 14 21C16 34 48 28 50 41C51 50 42 55 32 55', 3.5),
      ],
    },
    {
      id: 'cut-gem',
      fits: ['bijou', 'jewel', 'perle', 'bead', 'joaill', 'orfevr'],
      isSpecial: true,
      parts: [line('M19 10H45L58 26L32 56L6 26Z', 4.5), accentLine('M7 26H57M22 26L32 54L42 26L32 11Z', 3.5)],
    },
    {
      id: 'hammer',
      fits: [
        'menuis',
        'bois',
        'wood',
        'woodwork',
        'ebenis',
        'forge',
        'ferronn',
        'meuble',
        'furniture',
        'soudu',
        'metal',
        'carpent',
        'sculpt',
      ],
      isSpecial: true,
      parts: [shape('M14 10H42L54 22V28H44L40 24H14Z'), accentLine('M25 30V57', 8)],
    },
    {
      id: 'diamond-pattern',
      fits: [],
      isSpecial: false,
      parts: [
        line('M32 5L59 32L32 59L5 32Z'),
        line('M32 18L46 32L32 46L18 32Z', 4),
        accentShape('M32 26L38 32L32 38L26 32Z'),
      ],
    },
  ],
  transport: [
    {
      id: 'truck',
      fits: [
        'camion',
        'truck',
        'fret',
        'freight',
        'marchandise',
        'logisti',
        'demenag',
        'livraison',
        'deliver',
      ],
      isSpecial: false,
      parts: [
        shape('M4 14H37V45H27A9 9 0 0 0 9 45H4Z'),
        shape('M41 22H51L60 33V45H57A9 9 0 0 0 41 41Z'),
        accentShape(disc(18, 47, 6.5)),
        accentShape(disc(49, 47, 6.5)),
      ],
    },
    {
      id: 'place-pin',
      fits: ['taxi', 'course', 'ride', 'colis', 'parcel'],
      isSpecial: false,
      parts: [
        shape(
          `M32 5A19 19 0 0 1 51 24C51 36 39 44 32 57C25 44 13 36 13 24A19 19 0 0 1 32 5Z${disc(32, 24, 10)}`,
        ),
        accentShape(disc(32, 24, 5.5)),
      ],
    },
    {
      id: 'forward',
      fits: [],
      isSpecial: false,
      parts: [line('M9 13L28 32L9 51', 9), accentLine('M33 13L52 32L33 51', 9)],
    },
    {
      id: 'open-road',
      fits: ['voyage', 'travel', 'route', 'bus', 'car'],
      isSpecial: false,
      parts: [
        shape(
          'M26 8H38L53 57H11ZM30.7 15L30.2 23H33.8L33.3 15ZM30 29L29.5 37H34.5L34 29ZM29 43L28.4 52H35.6L35 43Z',
        ),
        accentLine('M17 10L5 50M47 10L59 50', 4.5),
      ],
    },
  ],
  agriculture: [
    {
      id: 'seedling',
      fits: ['maraich', 'pepini', 'legume', 'seed'],
      isSpecial: false,
      parts: [
        shape('M29 36C29 20 20 11 5 11C5 27 14 36 29 36Z'),
        accentShape('M35 44C35 30 44 21 59 21C59 36 50 44 35 44Z'),
        line('M32 57V38', 5),
      ],
    },
    {
      id: 'sun-over-fields',
      fits: [],
      isSpecial: false,
      parts: [
        accentShape('M18 33A14 14 0 0 1 46 33Z'),
        accentLine('M32 12V7M16.5 18L13 14.5M47.5 18L51 14.5', 4),
        shape('M5 39C20 37 40 40 59 46V51C40 45 20 42 5 44Z'),
        shape('M5 49C20 47 36 49 51 55L50 59C36 53.5 20 52 5 54Z'),
      ],
    },
    {
      id: 'ear-of-grain',
      fits: ['riz', 'rice', 'mais', 'maize', 'cereal', 'fonio', 'mil', 'ble', 'sorgho', 'farine'],
      isSpecial: true,
      parts: [
        accentShape('M32 4C38 10 38 17 32 22C26 17 26 10 32 4Z'),
        shape('M30 34C21 34 15 28 15 19C24 19 30 25 30 34Z'),
        shape('M34 34C43 34 49 28 49 19C40 19 34 25 34 34Z'),
        shape('M30 48C21 48 15 42 15 33C24 33 30 39 30 48Z'),
        shape('M34 48C43 48 49 42 49 33C40 33 34 39 34 48Z'),
        accentLine('M32 42V59', 4),
      ],
    },
    {
      id: 'leaf',
      fits: ['bio', 'organic', 'cacao', 'moringa'],
      isSpecial: false,
      parts: [
        shape('M11 45C4 23 23 7 54 8Z'),
        accentShape('M17 50C40 60 58 41 57 12Z'),
        line('M7 57L14 50', 4.5),
      ],
    },
    {
      id: 'egg-in-nest',
      fits: [
        'poule',
        'poussin',
        'volaill',
        'oeuf',
        'chick',
        'egg',
        'avicol',
        'avicult',
        'poultry',
        'pondeuse',
      ],
      isSpecial: true,
      parts: [
        shape(
          'M32 5C42 5 49 20 49 31C49 33 48.5 35 48 36.5C43 40 38 41 32 41S21 40 16 36.5C15.5 35 15 33 15 31C15 20 22 5 32 5Z',
        ),
        accentShape('M6 37C12 45 21 47.5 32 47.5S52 45 58 37C58 50 47 58 32 58S6 50 6 37Z'),
      ],
    },
  ],
  education: [
    {
      id: 'open-book',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M5 13C14 9 24 11 30 17V55C24 49 14 47 5 51Z'),
        accentShape('M59 13C50 9 40 11 34 17V55C40 49 50 47 59 51Z'),
      ],
    },
    {
      id: 'mortarboard',
      fits: ['ecole', 'school', 'academ', 'universit', 'institut'],
      isSpecial: false,
      parts: [
        shape('M32 10L61 24L32 38L3 24Z'),
        shape('M15 34L32 42.5L49 34V46C45 51 39 53 32 53S19 51 15 46Z'),
        accentLine('M57 27V44', 4),
        accentShape(disc(57, 48, 4)),
      ],
    },
    {
      id: 'pencil',
      fits: ['enfant', 'child', 'primaire', 'maternelle'],
      isSpecial: false,
      parts: [
        shape('M36 13L51 28L26 53L11 38Z'),
        accentShape('M39.5 9.5L42 7A5 5 0 0 1 49 7L57 15A5 5 0 0 1 57 22L54.5 24.5Z'),
        accentShape('M8 42L22 56L5 59Z'),
      ],
    },
    {
      id: 'bright-idea',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M32 5A19 19 0 0 1 44 39C41 42 41 43 41 46H23C23 43 23 42 20 39A19 19 0 0 1 32 5Z'),
        accentLine('M25 52.5H39M29 59H35', 4.5),
      ],
    },
  ],
  health: [
    {
      id: 'care-cross',
      fits: ['clini', 'hopital', 'hospital', 'pharma'],
      isSpecial: false,
      parts: [
        shape(
          'M25 6H39A3 3 0 0 1 42 9V22H55A3 3 0 0 1 58 25V39A3 3 0 0 1 55 42H42V55A3 3 0 0 1 39 58H25A3 3 0 0 1 22 55V42H9A3 3 0 0 1 6 39V25A3 3 0 0 1 9 22H22V9A3 3 0 0 1 25 6ZM32 42C39 37 42.5 33 42.5 28.7A5.4 5.4 0 0 0 32 26.7A5.4 5.4 0 0 0 21.5 28.7C21.5 33 25 37 32 42Z',
        ),
      ],
    },
    {
      id: 'heartbeat',
      fits: ['cardio', 'urgence'],
      isSpecial: false,
      parts: [
        line(
          'M9 33C7 29 6 26 6 22A13 13 0 0 1 32 18A13 13 0 0 1 58 22C58 34 46 46 32 56C28 53 24 50 21 47',
          4.5,
        ),
        accentLine('M6 40H19L26 28L34 44L39 35H46', 4.5),
      ],
    },
    {
      id: 'drop-of-care',
      fits: ['laborat', 'sang', 'blood', 'analyse'],
      isSpecial: true,
      parts: [
        shape(
          'M32 4C42 18 52 27 52 39A20 20 0 0 1 12 39C12 27 22 18 32 4ZM28.5 28V35.5H21V42.5H28.5V50H35.5V42.5H43V35.5H35.5V28Z',
        ),
      ],
    },
    {
      id: 'shield-of-care',
      fits: [],
      isSpecial: false,
      parts: [
        line('M32 7L53 14V30C53 44 44 52 32 57C20 52 11 44 11 30V14Z', 4.5),
        accentLine('M32 22V42M22 32H42', 7),
      ],
    },
  ],
  technology: [
    {
      id: 'code',
      fits: ['logiciel', 'software', 'develop', 'web', 'applica'],
      isSpecial: false,
      parts: [line('M20 16L5 32L20 48M44 16L59 32L44 48', 5.5), accentLine('M37 10L27 54', 5.5)],
    },
    {
      id: 'network',
      fits: [],
      isSpecial: false,
      parts: [
        line('M32 32L14 16M32 32L52 20M32 32L24 53', 4),
        shape(disc(13, 15, 7)),
        shape(disc(52, 20, 7)),
        shape(disc(24, 53, 7)),
        accentShape(disc(32, 32, 9)),
      ],
    },
    {
      id: 'chip',
      fits: ['informatique', 'ordinateur', 'computer', 'electron', 'hardware'],
      isSpecial: false,
      parts: [
        line('M17 14H47A3 3 0 0 1 50 17V47A3 3 0 0 1 47 50H17A3 3 0 0 1 14 47V17A3 3 0 0 1 17 14Z', 4.5),
        line('M24 12V6M40 12V6M24 58V52M40 58V52M12 24H6M12 40H6M58 24H52M58 40H52', 4),
        accentShape('M25 25H39V39H25Z'),
      ],
    },
    {
      id: 'cube',
      fits: [],
      isSpecial: false,
      parts: [
        accentShape('M32 4L57 18L32 32L7 18Z'),
        shape('M5 23L29.5 36.5V60L5 46.5Z'),
        shape('M59 23L34.5 36.5V60L59 46.5Z'),
      ],
    },
  ],
  other: [
    {
      id: 'rosette',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M32 29C22 21 22 11 32 4C42 11 42 21 32 29Z'),
        shape('M32 35C22 43 22 53 32 60C42 53 42 43 32 35Z'),
        accentShape('M29 32C21 22 11 22 4 32C11 42 21 42 29 32Z'),
        accentShape('M35 32C43 22 53 22 60 32C53 42 43 42 35 32Z'),
      ],
    },
    {
      id: 'compass',
      fits: [],
      isSpecial: false,
      parts: [line(disc(32, 32, 25), 4.5), accentShape(`M45 19L37 37L19 45L27 27Z${disc(32, 32, 3.2)}`)],
    },
    {
      id: 'sunrise',
      fits: [],
      isSpecial: false,
      parts: [
        accentShape('M14 38A18 18 0 0 1 50 38Z'),
        accentLine('M32 13V7M14 19L10 15M50 19L54 15', 4.5),
        line('M5 46H59M17 55H47', 4.5),
      ],
    },
    {
      id: 'facets',
      fits: [],
      isSpecial: false,
      parts: [
        shape('M30 6V30H6Z'),
        accentShape('M34 6L58 30H34Z'),
        accentShape('M6 34H30V58Z'),
        shape('M34 34H58L34 58Z'),
      ],
    },
  ],
};
