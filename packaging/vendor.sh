#!/bin/sh
# Fetches what the pages take from npm and bundles it under assets/vendor/: the type and the map (as they come) and the icons (a subset, made into one
# sprite, assets/icons.svg, from the names in assets/icons.txt). Run it after changing a version or a name; what it makes is committed,
# so that neither a build nor a page ever needs the network. Each package must match the hash written here.
set -eu
cd "$(dirname "$0")/.."

FONT=@fontsource-variable/atkinson-hyperlegible-next
FONT_VERSION=5.3.0
FONT_HASH=sha512-UnLzNUy1RWoLDfydAatP4NaRm99X/WbQEph7q/PymJnCFIOOwKOx3pBmp5ys8trO0dM+CKGuJgeZP9fAR4mQpA==
ICONS=@tabler/icons
ICONS_VERSION=3.51.0
ICONS_HASH=sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==
MAP=leaflet
MAP_VERSION=1.9.4
MAP_HASH=sha512-nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA==

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch PACKAGE VERSION HASH FOLDER: the package's files in $work/FOLDER.
fetch() {
	file=$(npm pack --silent --pack-destination "$work" "$1@$2" 2>/dev/null | tail -1)
	hash=sha512-$(openssl dgst -sha512 -binary "$work/$file" | openssl base64 -A)
	[ "$hash" = "$3" ] || { echo "vendor.sh: $1@$2 is not what it was: $hash" >&2; exit 1; }
	mkdir "$work/$4"
	tar -xzf "$work/$file" -C "$work/$4" --strip-components=1
}

# symbol NAME: one icon as a symbol of the sprite. Stroke and size stand on the symbol; the empty square that tabler draws goes.
symbol() {
	svg=$work/icons/icons/outline/$1.svg
	[ -f "$svg" ] || { echo "vendor.sh: no icon is called $1 (assets/icons.txt)" >&2; exit 1; }
	printf '<symbol id="i-%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">' "$1"
	tr '\n' ' ' <"$svg" | sed -e 's/<svg[^>]*>//' -e 's/<\/svg>//' -e 's/<path stroke="none"[^>]*>//' -e 's/  */ /g' -e 's/ \/>/\/>/g' -e 's/> </></g' -e 's/^ *//' -e 's/ *$//'
	printf '</symbol>\n'
}

fetch "$FONT" "$FONT_VERSION" "$FONT_HASH" font
fetch "$ICONS" "$ICONS_VERSION" "$ICONS_HASH" icons
fetch "$MAP" "$MAP_VERSION" "$MAP_HASH" map

mkdir -p assets/vendor
for set in latin latin-ext; do
	cp "$work/font/files/atkinson-hyperlegible-next-$set-wght-normal.woff2" "assets/vendor/atkinson-$set.woff2"
done
cp "$work/font/LICENSE" assets/vendor/atkinson-LICENSE.txt
cp "$work/icons/LICENSE" assets/vendor/tabler-icons-LICENSE.txt
cp "$work/map/LICENSE" assets/vendor/leaflet-LICENSE.txt
grep -v '^//# sourceMappingURL' "$work/map/dist/leaflet.js" >assets/vendor/leaflet.js
# Its pictures are of markers and of a list of layers, which no page of ours has.
sed 's/url([^)]*)/none/g' "$work/map/dist/leaflet.css" >assets/vendor/leaflet.css

{
	printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
	while read -r name; do
		[ -z "$name" ] || symbol "$name"
	done <assets/icons.txt
	printf '</svg>\n'
} >"$work/icons.svg"
mv "$work/icons.svg" assets/icons.svg

cat >assets/vendor/VENDOR.md <<END
# What the pages take from others

Made by \`packaging/vendor.sh\`; versions and hashes stand there.

| what | npm package | version | licence | files |
|---|---|---|---|---|
| type: Atkinson Hyperlegible Next | \`$FONT\` | $FONT_VERSION | OFL-1.1 (atkinson-LICENSE.txt) | atkinson-latin.woff2, atkinson-latin-ext.woff2 |
| icons: Tabler, outline, the names in \`assets/icons.txt\` | \`$ICONS\` | $ICONS_VERSION | MIT (tabler-icons-LICENSE.txt) | ../icons.svg |
| the map that can be moved: Leaflet, on the map page alone | \`$MAP\` | $MAP_VERSION | BSD-2-Clause (leaflet-LICENSE.txt) | leaflet.js, leaflet.css |
END
echo "assets/vendor and assets/icons.svg are made: $(grep -c '<symbol' assets/icons.svg) icons, $(wc -c <assets/icons.svg) bytes"
