export type { components, paths } from './api.js';
export * from './client.js';
export * from './refusal.js';
