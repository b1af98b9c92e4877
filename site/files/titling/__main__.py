"""Print the title in a document's own properties."""

import json
import re
import resource
import sys
import zipfile


def title_of(kind: str, path: str) -> str:
    """Return the title that the document has in its properties, or ""."""
    if kind == "pdf":
        from files.reading.pdf import opened  # noqa: PLC0415 - pdfium is needed for this kind only

        return str(opened(path).get_metadata_value("Title") or "")
    part = {"odt": "meta.xml"}.get(kind, "docProps/core.xml")
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        found = re.search(rb"<dc:title[^>]*>([^<]*)</dc:title>", stream.read(65_536))
    import html  # noqa: PLC0415 - only the office formats need it

    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def main(kind: str, path: str, memory: str, seconds: str) -> int:
    """Print it; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    try:
        print(json.dumps(title_of(kind, path)))
    except Exception as error:  # a title is a kindness; whatever goes wrong, there is none
        print(error, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
