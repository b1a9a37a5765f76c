import { describe, expect, it } from 'vitest';
import { afterwardsName } from './afterwards-names.js';

describe('afterwardsName', () => {
  it.each([
    [
      'certain',
      'recoveries recovery_amount collection_recovery_fee collection_fee charge_off chargeOffAmount charged_off_date write_off ' +
        'settlement_status debt_settlement_flag settled hardship_flag hardship_dpd total_pymnt total_pymnt_inv total_rec_prncp ' +
        'total_rec_late_fee out_prncp out_prncp_inv last_pymnt_d last_pymnt_amnt next_pymnt_d last_fico_range_high closed_date ' +
        'balance_after lgd 核销 核销金额 回收金额 催收 催收次数 结清日期',
    ],
    [
      'likely',
      'paid paid_total paidAmount amount_paid repaid total_paid total_payments late_fee late_fees late_fee_total last_payment_amount ' +
        'days_past_due current_dpd 逾期天数 还款总额 已还本金',
    ],
    ['possible', 'balance current_balance outstanding_balance remaining_principal 余额 当前余额 剩余本金'],
  ])('takes names for %s', (grade, names) => {
    for (const name of names.split(' ')) expect(afterwardsName(name), name).toBe(grade);
  });

  it('leaves alone what lies before the application', () => {
    const names =
      'PAY_0 PAY_2 PAY_AMT1 PAY_AMT6 BILL_AMT1 NumberOfTime30-59DaysPastDueNotWorse NumberOfTimes90DaysLate ' +
      'RevolvingUtilizationOfUnsecuredLines chargeoff_within_12_mths collections_12_mths_ex_med mths_since_recent_bc ' +
      'recoveries_last_12_months previously_paid_loans months_since_last_payment income_after_tax avg_balance savings_balance ' +
      'revol_bal tot_cur_bal installment loan_amnt payment_method unpaid_bills prepaid balance_to_income ' +
      '历史逾期天数 近12个月逾期天数 最近一次逾期天数 月收入 账户余额';
    for (const name of names.split(' ')) expect(afterwardsName(name), name).toBeUndefined();
  });
});
