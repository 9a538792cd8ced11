import type { Sector } from '../sectors/sector-pack.js';
import type { SectorCoaching } from './sector-coaching.js';
import { AGRICULTURE_COACHING } from './sectors/agriculture.coaching.js';
import { ARTISANAT_COACHING } from './sectors/artisanat.coaching.js';
import { ECOMMERCE_COACHING } from './sectors/ecommerce.coaching.js';
import { EDUCATION_COACHING } from './sectors/education.coaching.js';
import { HEALTH_COACHING } from './sectors/health.coaching.js';
import { OTHER_COACHING } from './sectors/other.coaching.js';
import { RESTAURANT_COACHING } from './sectors/restaurant.coaching.js';
import { SALON_COACHING } from './sectors/salon.coaching.js';
import { SERVICES_COACHING } from './sectors/services.coaching.js';
import { TECHNOLOGY_COACHING } from './sectors/technology.coaching.js';
import { TRANSPORT_COACHING } from './sectors/transport.coaching.js';

/** The type makes a missing sector a compile error. */
const SECTOR_COACHINGS: Readonly<Record<Sector, SectorCoaching>> = {
  restaurant: RESTAURANT_COACHING,
  salon: SALON_COACHING,
  ecommerce: ECOMMERCE_COACHING,
  services: SERVICES_COACHING,
  artisanat: ARTISANAT_COACHING,
  transport: TRANSPORT_COACHING,
  agriculture: AGRICULTURE_COACHING,
  education: EDUCATION_COACHING,
  health: HEALTH_COACHING,
  technology: TECHNOLOGY_COACHING,
  other: OTHER_COACHING,
};

/** What the coach knows of a trade; editorial, in French and English. */
export function sectorCoaching(sector: Sector): SectorCoaching {
  return SECTOR_COACHINGS[sector];
}
