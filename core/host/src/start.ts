// What a process needs that only starts others: little is loaded by it.
export * from './config/host-config.js';
export * from './config/secret.js';
export * from './persistence/embedded-postgres.js';
export * from './process-life.js';
