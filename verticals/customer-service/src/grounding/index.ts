export * from './check-reply.js';
export * from './generate-replies.js';
