import { agriculture } from './agriculture.sector.js';
import { artisanat } from './artisanat.sector.js';
import { ecommerce } from './ecommerce.sector.js';
import { education } from './education.sector.js';
import { health } from './health.sector.js';
import { other } from './other.sector.js';
import { restaurant } from './restaurant.sector.js';
import { salon } from './salon.sector.js';
import type { Sector, SectorPack } from './sector-pack.js';
import { services } from './services.sector.js';
import { technology } from './technology.sector.js';
import { transport } from './transport.sector.js';

/** Every sector's pack; the type makes a missing one a compile error. */
export const SECTOR_PACKS: Readonly<Record<Sector, SectorPack>> = {
  restaurant,
  salon,
  ecommerce,
  services,
  artisanat,
  transport,
  agriculture,
  education,
  health,
  technology,
  other,
};

/** What is known about a trade without asking anyone; editorial, in French and English. */
export function sectorPack(sector: Sector): SectorPack {
  return SECTOR_PACKS[sector];
}
