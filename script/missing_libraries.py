"""Prints the Debian packages that WeasyPrint needs and this machine lacks, on one line; nothing when all are there."""

import ctypes
import ctypes.util
import sys

LIBRARIES = {
    "libpango-1.0-0": ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz-subset0": ("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}
FONT = "fonts-dejavu-core"


def loads(names: tuple[str, ...]) -> bool:
    for name in (*names[1:], ctypes.util.find_library(names[0])):
        try:
            if name and ctypes.CDLL(name):
                return True
        except OSError:
            continue
    return False


def has_font() -> bool:
    """Fontconfig itself comes with pango; asked through its library, because fc-list is another package."""
    if sys.platform != "linux":
        return True
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcInitLoadConfigAndFonts(), 0)
    return bool(fonts) and fonts[0] > 0


def main() -> None:
    missing = [package for package, names in LIBRARIES.items() if not loads(names)]
    if not has_font():
        missing.append(FONT)
    print(" ".join(missing))


if __name__ == "__main__":
    main()
