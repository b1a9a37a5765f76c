export { Sealer } from '../sealing/sealer.js';
export * from './approved-champion.js';
export * from './test-database.js';
export * from './test-redis.js';
export * from './test-s3.js';
