"""The project of Sources/Agreement/SAMCases.swift in NREL's System Advisor Model."""

import time
from importlib.metadata import version

import PySAM.Singleowner as single_owner

PROGRAM = f"NREL-PySAM {version('nrel-pysam')}"


def project(edit):
    m = single_owner.default("CustomGenerationProfileSingleOwner")
    finance = m.FinancialParameters
    for name, value in dict(
        analysis_period=25, system_capacity=100_000, federal_tax_rate=(21,), state_tax_rate=(0,),
        inflation_rate=2.5, debt_option=0, debt_percent=60, term_int_rate=7, term_tenor=18,
        payment_option=0, loan_moratorium=0, construction_financing_cost=0, cost_debt_fee=0,
        dscr_reserve_months=0, months_working_reserve=0, reserves_interest=0, insurance_rate=0,
        equip1_reserve_cost=0, equip2_reserve_cost=0, equip3_reserve_cost=0,
    ).items():
        setattr(finance, name, value)
    costs = m.SystemCosts
    costs.total_installed_cost = 100e6
    costs.om_capacity, costs.om_capacity_escal = (25,), 1
    costs.om_production, costs.om_production_escal = (3,), 0
    costs.om_fuel_cost = (0,)
    m.TaxCreditIncentives.itc_fed_percent = (30,)
    m.Depreciation.depr_alloc_sl_20_percent = 0
    m.Depreciation.depr_alloc_macrs_5_percent = 100
    m.Depreciation.depr_itc_fed_macrs_5 = 1
    m.Revenue.ppa_soln_mode = 1
    m.Revenue.ppa_escalation = 1
    m.Revenue.ppa_multiplier_model = 0
    m.Revenue.dispatch_tod_factors = (1,) * 9
    m.SystemOutput.system_capacity = 100_000
    m.SystemOutput.gen = [30_000.0] * 8760
    m.SystemOutput.system_pre_curtailment_kwac = [30_000.0] * 8760
    m.SystemOutput.gen_purchases = [0.0] * 8760
    m.SystemOutput.annual_energy_pre_curtailment_ac = 30_000.0 * 8760
    m.SystemOutput.degradation = (0.5,)
    edit(m)
    return m


def price(edit):
    """Seconds of one run, and the price at which equity is worth nothing at 11 %, USD/MWh."""

    def worth(per_kwh):
        m = project(edit)
        m.Revenue.ppa_price_input = (per_kwh,)
        started = time.perf_counter()
        m.execute(0)
        seconds = time.perf_counter() - started
        flows = m.Outputs.cf_project_return_aftertax
        return seconds, sum(flow / 1.11**year for year, flow in enumerate(flows))

    # The worth is linear in the price.
    _, low = worth(0.03)
    seconds, high = worth(0.05)
    return seconds, 1000 * (0.03 - low * 0.02 / (high - low))


def credit(m):
    pass


def bonus(m):
    m.Depreciation.depr_bonus_fed = 60
    m.Depreciation.depr_bonus_fed_macrs_5 = 1


def production_credit(m):
    m.TaxCreditIncentives.itc_fed_percent = (0,)
    m.TaxCreditIncentives.ptc_fed_amount = (0.03,)
    m.TaxCreditIncentives.ptc_fed_escal = 0
    m.TaxCreditIncentives.ptc_fed_term = 10


def grace(m):
    m.TaxCreditIncentives.itc_fed_percent = (0,)
    m.FinancialParameters.loan_moratorium = 3
    m.FinancialParameters.payment_option = 1
    m.Depreciation.depr_alloc_macrs_5_percent = 0
    m.Depreciation.depr_alloc_macrs_15_percent = 100


def grace_level(m):
    grace(m)
    m.FinancialParameters.payment_option = 0


def coverage(m):
    m.TaxCreditIncentives.itc_fed_percent = (0,)
    m.FinancialParameters.debt_option = 1
    m.FinancialParameters.dscr = 1.4
    m.Depreciation.depr_alloc_macrs_5_percent = 0
    m.Depreciation.depr_alloc_macrs_15_percent = 100
    m.SystemOutput.degradation = (0,)


def state_tax(m):
    m.FinancialParameters.state_tax_rate = (7,)
    m.Depreciation.depr_itc_sta_macrs_5 = 1


def state_bonus(m):
    """A bonus of the federation that the state does not follow, and no credit."""
    bonus(m)
    m.TaxCreditIncentives.itc_fed_percent = (0,)
    m.FinancialParameters.state_tax_rate = (7,)


def salvage(m):
    m.FinancialParameters.salvage_percentage = 15
    m.FinancialParameters.state_tax_rate = (7,)
    m.Depreciation.depr_itc_sta_macrs_5 = 1


def salvage_coverage(m):
    coverage(m)
    m.FinancialParameters.salvage_percentage = 15
    m.FinancialParameters.term_tenor = 25


CASES = {
    f"sam-{edit.__name__.replace('_', '-')}": edit
    for edit in (
        credit, bonus, production_credit, grace, grace_level, coverage, state_tax, state_bonus, salvage, salvage_coverage)
}
