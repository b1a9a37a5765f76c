"""OptBinning on one variable at a time, at constraints that the suite names."""

import numpy
import optbinning
import pandas

from server import stopwatch

state = {}


def read(path, target):
    table = pandas.read_csv(path, keep_default_na=False)
    state.update(table=table, y=table[target].to_numpy())
    return {"optbinning": optbinning.__version__}


def fit(column, kind, trend, bins, share, events):
    values = state["table"][column].to_numpy()
    values = values.astype(str) if kind == "categorical" else values.astype(numpy.float64)
    binning = optbinning.OptimalBinning(
        name=column,
        dtype=kind,
        max_n_bins=bins,
        min_bin_size=share,
        min_bin_n_event=events,
        min_bin_n_nonevent=events,
        monotonic_trend=trend,
        # Its own pre-bins may not be finer than the bins asked for, or it would be given less than it can do.
        min_prebin_size=min(0.05, share),
    )
    _, wall, cpu = stopwatch(lambda: binning.fit(values, state["y"]))
    binning.binning_table.build()
    return {
        "wall": wall,
        "cpu": cpu,
        "iv": float(binning.binning_table.iv),
        "status": binning.status,
        "bins": len(binning.splits) + 1,
    }
