#!/bin/sh
# Makes caremarket-windows.zip from a build for Windows: the program, Start.cmd, README.txt and the licences.
#
#     rustup target add x86_64-pc-windows-gnu        # and a linker: gcc-mingw-w64-x86-64 on Debian
#     cargo build --locked --release --target x86_64-pc-windows-gnu
#     release/windows.sh target/x86_64-pc-windows-gnu/release/caremarket.exe [caremarket-windows.zip]
#
# It needs zip, sha256sum and cargo, which says whose work is in the program. The same program and sources give the same bytes.
set -eu
export LC_ALL=C TZ=UTC

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: release/windows.sh caremarket.exe [caremarket-windows.zip]" >&2
    exit 2
fi
program=$1
zip=${2:-caremarket-windows.zip}
case $zip in /*) ;; *) zip=$PWD/$zip ;; esac
if [ -e "$zip" ]; then
    echo "$zip is there already and is not overwritten" >&2
    exit 1
fi
root=$(cd "$(dirname "$0")/.." && pwd)
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT

# Which program it is stands in it in words.
version=$(grep -a -o 'caremarket program, version [0-9][^,]*, results number' "$program" | head -n 1 | cut -d ' ' -f 4 | tr -d ,)
if [ -z "$version" ] || [ "$(head -c 2 "$program")" != MZ ]; then
    echo "$program is no caremarket for Windows" >&2
    exit 1
fi
sha256=$(sha256sum <"$program" | cut -d ' ' -f 1)

# Notepad and cmd.exe want a carriage return at the end of each line.
for_windows() {
    awk '{ sub(/\r$/, ""); printf "%s\r\n", $0 }'
}

cp "$program" "$files/caremarket.exe"
for_windows <"$root/release/windows/Start.cmd" >"$files/Start.cmd"
sed -e "s/@VERSION@/$version/" -e "s/@SHA256@/$sha256/" "$root/release/windows/README.txt" | for_windows >"$files/README.txt"
for licence in MIT APACHE; do
    for_windows <"$root/LICENSE-$licence" >"$files/LICENSE-$licence.txt"
done

# Whose work is in the program, and under which licence, with the texts as they came.
crates=${CARGO_HOME:-$HOME/.cargo}/registry/src
cd "$root"
cargo tree --locked --edges normal --target x86_64-pc-windows-gnu --prefix none --format '{p}|{l}' >"$files/tree"
sed 's/ ([^|]*)//' "$files/tree" | sort -u | grep -v '^caremarket ' >"$files/parts"
{
    echo "caremarket holds the work of others, under these licences. The texts follow, where they came with a part;"
    echo "those of MIT and Apache-2.0 are in LICENSE-MIT.txt and LICENSE-APACHE.txt, too."
    echo
    sed 's/|/: /' "$files/parts"
    echo "The Rust standard library: MIT OR Apache-2.0"
    echo "The run-time library of mingw-w64: public domain and ZPL-2.1"
    echo "Open Sans, the letters of charts: Apache-2.0"
    echo
    echo "==== Open Sans"
    cat assets/fonts/LICENSE.txt
    while IFS='|' read -r part licence; do
        name=${part% v*}-${part##* v}
        found=no
        for text in "$crates"/*/"$name"/LICEN[CS]E* "$crates"/*/"$name"/COPYING* "$crates"/*/"$name"/NOTICE*; do
            if [ -f "$text" ]; then
                printf '\n==== %s (%s): %s\n' "$part" "$licence" "$(basename "$text")"
                cat "$text"
                found=yes
            fi
        done
        [ $found = yes ] || echo "$part came without the text of its licence ($licence)" >&2
    done <"$files/parts"
} | for_windows >"$files/THIRD-PARTY.txt"

cd "$files"
rm parts tree
touch -t 198001010000 ./*
zip -q -X "$zip" Start.cmd README.txt caremarket.exe LICENSE-MIT.txt LICENSE-APACHE.txt THIRD-PARTY.txt
echo "Written: $zip (caremarket $version, SHA-256 of caremarket.exe $sha256)"
