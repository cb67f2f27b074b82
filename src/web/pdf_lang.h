// The language of a document, which cairo 1.16 cannot say: written behind the finished file as an incremental update
// (ISO 32000-1, 7.5.6) that names the catalog anew with /Lang, says that the document is tagged, and has a
// reader show the title instead of the file's name.
#ifndef UNKNOT_WEB_PDF_LANG_H
#define UNKNOT_WEB_PDF_LANG_H

#include "base/arena.h"
#include "base/str.h"

// `pdf` as it is where its end is not as cairo writes it. `tag`: BCP 47, letters, digits and hyphens.
str pdf_with_lang(arena *a, str pdf, str tag);

#endif
