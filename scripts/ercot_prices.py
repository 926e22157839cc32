#!/usr/bin/env python3
"""Turns ERCOT's yearly workbook of day-ahead prices into an hourly table in fixed CST (UTC-6).

    python3 ercot_prices.py WORKBOOK.xlsx YEAR POINT OUT.csv

The workbook has a sheet per month. Its hours end at 01:00 to 24:00 in central prevailing time, so
the day that enters daylight saving has 23 hours and the day that leaves it 25; there the repeated
hour flag marks the second of the two hours that share a name.
"""

import datetime
import statistics
import sys

import openpyxl

HOUR = datetime.timedelta(hours=1)
COLUMNS = (
    "Delivery Date",
    "Hour Ending",
    "Repeated Hour Flag",
    "Settlement Point",
    "Settlement Point Price",
)


def sunday(year, month, nth):
    """The nth Sunday of a month, at 02:00, when the clocks change in the United States."""
    first = datetime.datetime(year, month, 1, 2)
    return first + datetime.timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def fixed_cst(date, hour_ending, flag):
    """The start of an hour in CST, from its name in central prevailing time."""
    day = datetime.datetime.strptime(date, "%m/%d/%Y")
    start = day + (int(hour_ending.split(":")[0]) - 1) * HOUR
    spring, autumn = sunday(day.year, 3, 2), sunday(day.year, 11, 1)
    if spring <= start < spring + HOUR:
        raise ValueError(f"{date} {hour_ending} does not exist: the clocks skip it")
    twice = autumn - HOUR <= start < autumn
    if flag not in ("N", "Y") or (flag == "Y" and not twice):
        raise ValueError(f"{date} {hour_ending}: unexpected repeated hour flag {flag!r}")
    daylight_saving = spring <= start < autumn and flag == "N"
    return start - HOUR if daylight_saving else start


def read(path, point):
    """The prices of one settlement point by the start of the hour in CST."""
    prices = {}
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = tuple(next(rows))
        if header != COLUMNS:
            raise ValueError(f"sheet {sheet.title}: unexpected columns {header}")
        for date, hour_ending, flag, name, price in rows:
            if name != point:
                continue
            hour = fixed_cst(date, hour_ending, flag)
            if hour in prices:
                raise ValueError(f"sheet {sheet.title}: {date} {hour_ending} {flag} comes twice")
            prices[hour] = float(price)
    return prices


def main():
    path, year, point, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    prices = read(path, point)
    start = datetime.datetime(year, 1, 1)
    hours = [start + i * HOUR for i in range(8760)]
    if sorted(prices) != hours:
        missing = [str(hour) for hour in hours if hour not in prices][:3]
        extra = [str(hour) for hour in sorted(prices) if hour not in set(hours)][:3]
        sys.exit(f"{path}: {len(prices)} hours, not 8760; missing {missing}, extra {extra}")
    with open(out, "w", encoding="ascii", newline="\n") as file:
        file.write("cst_hour_start,price_usd_per_MWh\n")
        for hour in hours:
            file.write(f"{hour:%Y-%m-%d %H:%M},{prices[hour]!r}\n")
    values = list(prices.values())
    print(
        f"example data: {point} {year}, 8760 h: lowest {min(values):.2f}, "
        f"mean {statistics.fmean(values):.2f}, highest {max(values):.2f} USD/MWh"
    )


if __name__ == "__main__":
    main()
