export * from './action.js';
export { type ActionResult, handBack, humanSays, resolve, type Step, step } from './engine/step.js';
export * from './flow/flow-shape.js';
export * from './flow/parse-flow.js';
export * from './state.js';
export * from './trace.js';
export * from './understanding.js';
