export { AccountErasure, type ErasureReceipt } from './account-erasure.js';
export { PersonalDataExport } from './personal-data-export.js';
export { PersonalDataModule, PersonalDataUpkeepModule } from './personal-data.module.js';
export { IMPERSONAL_TABLES, PERSONAL_TABLES, type PersonalTable } from './personal-tables.js';
