import { explore } from '../worker/exploration/explore.js';

/** As in the worker suite, for longer. */
explore(1_000);
