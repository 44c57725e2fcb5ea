export * from './backfill.js';
export { type Cron, parseCron } from './cron.js';
export { nextDate, previousDate, type Schedule } from './dates.js';
export { type Dates, firstPunctual, recoverMissed } from './missed.js';
export { instantOf, localOf, type Zone, zonedText, zoneOf } from './zone.js';
