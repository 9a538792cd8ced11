export { AppError, type AppErrorOptions, type ErrorKind } from './app-error.js';
export { Clock, SystemClock } from './clock.js';
export { isId, newId } from './ids.js';
export type { Json, JsonObject } from './json.js';
export { storableJson } from './storable-json.js';
