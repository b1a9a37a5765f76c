export { customerService as default } from './customer-service.vertical.js';
