import { explore } from './exploration/explore.js';

explore(300);
