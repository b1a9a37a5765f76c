import toy from '../../../../fixtures/toy-vertical/index.js';
import { describeVertical } from './describe-vertical.js';

describeVertical(toy);
