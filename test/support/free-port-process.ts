import { freePort } from './free-port.js';

/** Takes as many ports as its argument says, tells its parent which, and ends with it. */
process.send?.(await Promise.all(Array.from({ length: Number(process.argv[2]) }, freePort)));
process.on('disconnect', () => process.exit());
