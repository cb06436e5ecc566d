#!/usr/bin/env bash
# Makes sure that the system's own libraries, fonts and programs are there: what pip cannot install.
#
#   tools/setup_system.sh run     what the window needs: PortAudio, the libraries Qt links to, fonts
#   tools/setup_system.sh test    also what the tests need: a virtual screen, PulseAudio and its tools
#
# Each need is probed by itself (a library, a font, a program), never by a package's name, so that a system
# which has it from elsewhere is left alone. What is missing is installed with apt-get where that is possible
# without a question; elsewhere one line says exactly what to install. A second run finds all and does nothing.
set -euo pipefail

purpose=${1:-run}
case "$purpose" in run | test) ;; *) echo "usage: $0 run|test" >&2; exit 2 ;; esac

# PortAudio comes inside sounddevice's wheel, and Qt needs nothing else, on macOS and Windows.
[ "$(uname -s)" = Linux ] || exit 0

PATH=$PATH:/usr/sbin:/sbin
libraries=$(ldconfig -p 2>/dev/null || true)
fonts=$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nowhere}/.local/share/fonts" "${HOME:-/nowhere}/.fonts" \
    -type f 2>/dev/null || true)
missing=()

# need_library SONAME DEBIAN_PACKAGE
need_library() { grep -qF "$1 " <<<"$libraries" || missing+=("$2"); }
# need_font EXTENDED_REGEX DEBIAN_PACKAGE
need_font() { grep -qE "$1" <<<"$fonts" || missing+=("$2"); }
# need_program PROGRAM DEBIAN_PACKAGE
need_program() { command -v "$1" >/dev/null || missing+=("$2"); }

need_library libportaudio.so.2 libportaudio2
# WeasyPrint writes the report's PDF with these.
need_library libpango-1.0.so.0 libpango-1.0-0
need_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
need_library libharfbuzz-subset.so.0 libharfbuzz-subset0
need_library libEGL.so.1 libegl1
need_library libGL.so.1 libgl1
need_library libX11-xcb.so.1 libx11-xcb1
need_library libdbus-1.so.3 libdbus-1-3
need_library libfontconfig.so.1 libfontconfig1
need_library libglib-2.0.so.0 libglib2.0-0
need_library libxcb-cursor.so.0 libxcb-cursor0
need_library libxcb-icccm.so.4 libxcb-icccm4
need_library libxcb-image.so.0 libxcb-image0
need_library libxcb-keysyms.so.1 libxcb-keysyms1
need_library libxcb-randr.so.0 libxcb-randr0
need_library libxcb-render-util.so.0 libxcb-render-util0
need_library libxcb-shape.so.0 libxcb-shape0
need_library libxcb-xkb.so.1 libxcb-xkb1
need_library libxkbcommon.so.0 libxkbcommon0
need_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
need_font '/NotoSans(CJK|SC|CJKsc)' fonts-noto-cjk
need_font '/(NotoSans-Regular|NotoSans\[|DejaVuSans\.)' fonts-noto-core

if [ "$purpose" = test ]; then
    need_font '/NotoSans-Regular' fonts-noto-core
    need_program Xvfb xvfb
    need_program xdotool xdotool
    need_program openbox openbox
    need_program import imagemagick
    need_program espeak-ng espeak-ng
    need_program fluidsynth fluidsynth
    compgen -G '/usr/share/sounds/sf2/FluidR3_GM.sf2' >/dev/null \
        || compgen -G '/usr/share/soundfonts/FluidR3_GM.sf2' >/dev/null \
        || missing+=(fluid-soundfont-gm)
    command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null \
        || missing+=(postgresql)
    need_program pulseaudio pulseaudio
    need_program parec pulseaudio-utils
    compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null \
        || compgen -G '/usr/lib*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null \
        || missing+=(libasound2-plugins)
fi

# `python3 -m venv` needs ensurepip, which Debian keeps in a package of its own.
if command -v python3 >/dev/null && ! python3 -c 'import ensurepip' 2>/dev/null; then
    missing+=(python3-venv)
fi

[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null; then
    echo "Please install what these Debian packages are called on this system, and run this again: ${missing[*]}" >&2
    exit 1
fi
if [ ${#as_root[@]} -gt 0 ] && ! sudo -n true 2>/dev/null; then
    echo "Please run this once, and then the same again: sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi
echo "Installing system packages: ${missing[*]}"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
"${install[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && exit 0
# The package lists of a fresh machine are empty or old.
"${install[@]}" update >/dev/null
if ! "${install[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null; then
    echo "apt-get could not install all of these: ${missing[*]}. Please install them, and run this again." >&2
    exit 1
fi
