// QR codes (ISO/IEC 18004) as SVG, by libqrencode, for links that a phone opens.
#ifndef UNKNOT_WEB_QR_H
#define UNKNOT_WEB_QR_H

#include "view.h"

// Error correction M, four modules of quiet zone. `label` is the text alternative. Empty where the text is too long.
html_safe qr_svg(arena *a, str text, str label);

#endif
