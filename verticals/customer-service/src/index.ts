export { customerService as default } from './customer-service.vertical.js';
export * from './dialogue/index.js';
