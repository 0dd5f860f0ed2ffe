/* The typefaces, and no others: the pages' own out of the program, Noto from Debian's package. No settings, caches or folders of the machine are looked
 * at, so that a document looks the same everywhere. */
#include <fontconfig/fontconfig.h>
#include <limits.h>
#include <stddef.h>
/* FreeType's own names for the functions of C, among them those that do not compile here (banned.h); its headers need these alone. */
#define FTSTDLIB_H_
#define ft_ptrdiff_t ptrdiff_t
#define FT_INT_MAX INT_MAX
#define FT_UINT_MAX UINT_MAX
#define FT_ULONG_MAX ULONG_MAX
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <sys/mman.h>
#include <unistd.h>
#include "../web/assets.h"
#include "pdf_parse.h"

#define NOTO "/usr/share/fonts/truetype/noto/"
/* The two files are halves of one typeface: under one name the second half would never be looked into. */
static const struct { const char *file, *family; } carried[] = {
	{ "vendor/atkinson-latin.woff2", "Atkinson Latin" }, { "vendor/atkinson-latin-ext.woff2", "Atkinson Extended" },
};
static const char *const installed[] = { NOTO "NotoSans-Regular.ttf", NOTO "NotoSans-Bold.ttf", NOTO "NotoSansArabic-Regular.ttf",
	NOTO "NotoSansArabic-Bold.ttf", NOTO "NotoSansEthiopic-Regular.ttf", NOTO "NotoSansEthiopic-Bold.ttf" };

static void call(FcConfig *config, const char *path, const char *family)
{
	FcFontSet *fonts = FcConfigGetFonts(config, FcSetApplication);
	for (int i = 0; fonts && i < fonts->nfont; i++) {
		FcChar8 *file;
		if (FcPatternGetString(fonts->fonts[i], FC_FILE, 0, &file) != FcResultMatch || strcmp((const char *)file, path))
			continue;
		FcPatternDel(fonts->fonts[i], FC_FAMILY);
		FcPatternAddString(fonts->fonts[i], FC_FAMILY, (const FcChar8 *)family);
	}
}

/* A browser's WOFF2 unpacked: FreeType reads it, but shaping (HarfBuzz) takes the plain form alone. malloc'ed; NULL when it cannot be read. */
static unsigned char *unpacked(const struct asset *font, FT_ULong *n)
{
	FT_Library library;
	FT_Face face;
	unsigned char *bytes = NULL;
	*n = 0;
	if (FT_Init_FreeType(&library))
		return NULL;
	if (!FT_New_Memory_Face(library, font->bytes, (FT_Long)font->n, 0, &face)) {
		if (!FT_Load_Sfnt_Table(face, 0, 0, NULL, n) && (bytes = malloc(*n)) && FT_Load_Sfnt_Table(face, 0, 0, bytes, n)) {
			free(bytes);
			bytes = NULL;
		}
		FT_Done_Face(face);
	}
	FT_Done_FreeType(library);
	return bytes;
}

/* Fontconfig opens files by name, so what the program carries gets one, in memory alone. */
static bool add_carried(FcConfig *config, const char *name, const char *family)
{
	const struct asset *font = asset_find(name);
	FT_ULong n = 0;
	unsigned char *bytes = font ? unpacked(font, &n) : NULL;
	char path[60];
	int fd = bytes ? memfd_create("font", MFD_CLOEXEC) : -1;
	bool fine = fd >= 0 && write(fd, bytes, n) == (ssize_t)n;
	free(bytes);
	if (!fine)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path))
		return false;
	call(config, path, family);
	return true;
}

bool pdf_fonts_start(struct err *e)
{
	FcConfig *config = FcConfigCreate();
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++)
		if (!add_carried(config, carried[i].file, carried[i].family))
			return err_set(e, "the typeface %s cannot be read", carried[i].file);
	for (size_t i = 0; i < sizeof installed / sizeof *installed; i++)
		if (access(installed[i], R_OK) == 0)
			FcConfigAppFontAddFile(config, (const FcChar8 *)installed[i]);
	return FcConfigSetCurrent(config) || err_set(e, "the typefaces cannot be used");
}
