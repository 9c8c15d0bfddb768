/** Details of every event the elements fire; each file also types `addEventListener`. */
export type * from './connect.js';
export type * from './mapping.js';
export type * from './push.js';
export type * from './records.js';
export type * from './status.js';
