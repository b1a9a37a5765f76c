import { describeVertical } from '@proofline/pipeline/testing';
import { creditRisk } from './credit-risk.vertical.js';

describeVertical(creditRisk);
