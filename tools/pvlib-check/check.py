#!/usr/bin/env python3
"""Compare hourly solar capacity factors of Gigawatt with an equivalent pvlib chain.

Usage: check.py WEATHER SERIES.csv [WEATHER SERIES.csv ...]

WEATHER is an EPW, NSRDB PSM v3/v4 CSV, TMY2, TMY3 or PVGIS (CSV or JSON) file, plain or .gz, read
here with pvlib's own readers. SERIES.csv has the columns step,solar_fixed,solar_tracking,wind as written by
`gigawatt weather FILE --series SERIES.csv`. Prints one row per file and mounting and ends with
status 1 when an annual sum differs by more than 1 % or the RMSE exceeds 2 % of capacity.
"""

import csv
import gzip
import io
import pathlib
import sys
import tempfile

import numpy as np
import pandas as pd
import pvlib

# The defaults of Gigawatt's PVSystem, Tracker and PVLosses.
DC_TO_AC = 1.3
GAMMA = -0.0035
INVERTER = 0.96
GCR = 0.3
MAX_ANGLE = 60
LOSSES = dict(soiling=2, shading=3, snow=0, mismatch=2, wiring=2, connections=0.5, lid=1.5,
              nameplate_rating=1, age=0, availability=3)
LIMIT_ANNUAL = 1.0
LIMIT_RMSE = 2.0


def read_text(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


def read_weather(path):
    """Data with the index at the moment of the sun, the site, and the local hour of row 0."""
    text = read_text(path)
    if text.startswith("LOCATION,"):
        data, meta = pvlib.iotools.read_epw(io.StringIO(text))
        # read_epw puts the index at the start of the hour; the means belong to its middle.
        data.index = data.index + pd.Timedelta(minutes=30)
        site = (meta["latitude"], meta["longitude"], meta["altitude"])
        return data, site, 0
    if "".join(text.splitlines()[1:2]).startswith("Date (MM/DD/YYYY)"):
        data, meta = pvlib.iotools.read_tmy3(io.StringIO(text), map_variables=True)
        # Stamps end the hour; the means belong to its middle.
        data.index = data.index - pd.Timedelta(minutes=30)
        return data, (meta["latitude"], meta["longitude"], meta["altitude"]), 0
    if text.startswith("Latitude (decimal degrees)") or text.startswith("{"):
        is_json = text.startswith("{")
        source = io.StringIO(text) if is_json else io.BytesIO(text.encode())
        data, meta = pvlib.iotools.read_pvgis_tmy(
            source, pvgis_format="json" if is_json else "csv")
        place = meta["inputs"].get("location", meta["inputs"])
        offset = place.get("irradiance_time_offset", place.get("irradiance time offset"))
        data.index = data.index + pd.Timedelta(hours=float(offset))
        number = lambda key: float(place[key])
        longitude = number("longitude")
        return data, (number("latitude"), longitude, number("elevation")), round(longitude / 15)
    if text.startswith(" ") and "," not in text.splitlines()[0]:
        with tempfile.NamedTemporaryFile("w", suffix=".tm2") as file:
            file.write(text.rstrip("\x1a\n") + "\n")
            file.flush()
            data, meta = pvlib.iotools.read_tmy2(file.name)
        data = data.rename(columns={
            "GHI": "ghi", "DNI": "dni", "DHI": "dhi", "DryBulb": "temp_air", "Wspd": "wind_speed"})
        # pvlib gives tenths of degC and m/s, and the start of the hour.
        data.temp_air, data.wind_speed = data.temp_air / 10, data.wind_speed / 10
        data.index = data.index + pd.Timedelta(minutes=30)
        return data, (meta["latitude"], meta["longitude"], meta["altitude"]), 0
    data, meta = pvlib.iotools.read_nsrdb_psm4(io.StringIO(text), map_variables=True)
    site = (meta["latitude"], meta["longitude"], meta["altitude"])
    return data, site, int(meta["Local Time Zone"] - meta["Time Zone"])


def run(data, site, mounting):
    latitude, longitude, altitude = site
    south = latitude < 0
    sun = pvlib.solarposition.get_solarposition(
        data.index, latitude, longitude, altitude=altitude, method="nrel_numpy")
    if mounting == "tracking":
        tracker = pvlib.tracking.singleaxis(
            sun.apparent_zenith, sun.azimuth, axis_tilt=0, axis_azimuth=0 if south else 180,
            max_angle=MAX_ANGLE, backtrack=True, gcr=GCR)
        tilt, azimuth = tracker.surface_tilt.fillna(0), tracker.surface_azimuth.fillna(180)
    else:
        tilt, azimuth = min(round(abs(latitude)), 35), 0 if south else 180
    plane = pvlib.irradiance.get_total_irradiance(
        tilt, azimuth, sun.apparent_zenith, sun.azimuth, data.dni, data.ghi, data.dhi,
        dni_extra=pvlib.irradiance.get_extra_radiation(data.index),
        airmass=pvlib.atmosphere.get_relative_airmass(sun.apparent_zenith), albedo=0.2,
        model="perez").fillna(0)
    aoi = pvlib.irradiance.aoi(tilt, azimuth, sun.apparent_zenith, sun.azimuth)
    effective = plane.poa_direct * pvlib.iam.physical(aoi) + plane.poa_diffuse
    params = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_polymer"]
    cell = pvlib.temperature.sapm_cell(
        plane.poa_global, data.temp_air, data.wind_speed, **params)
    dc = pvlib.pvsystem.pvwatts_dc(effective.fillna(0), cell, DC_TO_AC, GAMMA)
    dc = dc * (1 - pvlib.pvsystem.pvwatts_losses(**LOSSES) / 100)
    return np.asarray(pvlib.inverter.pvwatts(dc, 1 / INVERTER, INVERTER))


def read_series(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row["solar_" + name]) for row in rows])
            for name in ("fixed", "tracking")}


def main(arguments):
    if len(arguments) < 2 or len(arguments) % 2:
        sys.exit(__doc__)
    bad = False
    print(f"pvlib {pvlib.__version__}")
    print(f"{'file':44} {'mounting':9} {'pvlib':>7} {'ours':>7} {'annual %':>9} {'RMSE %':>7}")
    for weather, series in zip(arguments[::2], arguments[1::2]):
        data, site, shift = read_weather(weather)
        ours = read_series(series)
        for mounting in ("fixed", "tracking"):
            theirs = run(data, site, mounting)
            # Half-hourly data: both sides compute at the native step, then average.
            theirs = theirs[: len(theirs) // 8760 * 8760].reshape(8760, -1).mean(axis=1)
            theirs = np.roll(theirs, shift)
            mine = ours[mounting]
            annual = (mine.mean() / theirs.mean() - 1) * 100
            rmse = np.sqrt(np.mean((mine - theirs) ** 2)) * 100
            bad |= abs(annual) > LIMIT_ANNUAL or rmse > LIMIT_RMSE
            print(f"{pathlib.Path(weather).name[:44]:44} {mounting:9} {theirs.mean():7.4f} "
                  f"{mine.mean():7.4f} {annual:9.3f} {rmse:7.3f}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
