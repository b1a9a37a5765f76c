import { describeVertical } from '@proofline/pipeline/testing';
import { customerService } from './customer-service.vertical.js';

describeVertical(customerService);
