"""The forecast of an indicator in a sentence."""

from decimal import Decimal

from tracker.assess.detail import Detail
from tracker.assess.forecast import NoForecastReason
from tracker.i18n import N_, Language
from tracker.views.formats import format_number
from tracker.views.labels import GAP_LABELS
from tracker.views.numbers import choose_computed_decimals


def format_forecast(detail: Detail, data_decimals: int, language: Language) -> str:
    """Return the forecast with the share of cases that its interval covers, or the reason if there is none."""
    forecast = detail.forecast
    if forecast is None:
        return ""
    if isinstance(forecast, str):
        figure = detail.assessment.figure
        is_gap = forecast == "bounded" and figure is not None and figure.is_incomplete
        reason = GAP_LABELS["incomplete"] if is_gap else _NO_FORECAST_REASONS[forecast]
        return language.format(N_("No forecast: {reason}."), reason=language.translate(reason)) if reason else ""
    decimals = choose_computed_decimals([forecast.damped, forecast.mean_pace], data_decimals, maximum=1)

    def show(number: Decimal) -> str:
        return format_number(number, decimals, language)

    text = language.format(
        N_("Forecast for {year}, not a part of the verdict: {damped} (damped); {straight} at the mean pace so far."),
        year=forecast.year,
        damped=show(forecast.damped),
        straight=show(forecast.mean_pace),
    )
    if forecast.low is None or forecast.high is None or show(forecast.low) == show(forecast.high):
        return text  # if all changes were alike, nothing is known about how far the next may differ
    interval = language.format(
        N_("Around the latter {low} to {high}: about 7 of 10 past cases fell inside such an interval."),
        low=show(forecast.low),
        high=show(forecast.high),
    )
    return f"{text} {interval}"


_NO_FORECAST_REASONS: dict[NoForecastReason, str] = {
    "over": "",
    "measure": N_("amounts and rates of single years are not projected"),
    "break": N_("the series has a break"),
    "bounded": N_("a value is only a bound"),
    "too_few_results": N_("three values are needed, including the baseline"),
}
