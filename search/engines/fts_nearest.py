"""The passages nearest in meaning, by exact cosine over all that may be seen."""

from collections.abc import Sequence

from search.engines.contract import Near
from search.engines.fts_filings import counted, grouped
from search.engines.fts_reading import Reader
from search.engines.fts_vectors import Vectors
from search.query import Query


def nearest(
    reader: Reader, vectors: Vectors, vector: Sequence[float], query: Query, limit: int
) -> list[Near]:
    """Return the nearest passage of each of the nearest parents."""
    import numpy  # noqa: PLC0415 - only where the extra `semantic` is installed

    rows = reader.with_vectors()
    if any(query.chosen.values()):
        *_, passing = counted(grouped((row[0], row[1], row[2], 0.0) for row in rows), reader.filings, query)
        rows = [row for row in rows if row[2] in passing]
    if not rows:
        return []
    asked = numpy.asarray(vector, dtype="<f4")
    kept = vectors.rows(len(asked))
    cosines = (kept @ asked)[numpy.fromiter((row[3] for row in rows), dtype=numpy.int64, count=len(rows))]
    best: dict[int, tuple[float, int]] = {}
    for place in numpy.argsort(-cosines, kind="stable"):
        passage, parent, _filing, _slot = rows[int(place)]
        best.setdefault(parent, (float(cosines[place]), passage))
        if len(best) == limit:
            break
    names = reader.keys_of([passage for _cosine, passage in best.values()])
    return [Near(*names[passage], nearness=cosine) for cosine, passage in best.values()]
