#include "body_shape.h"

#include "base/err.h"

// Coordinates: 0 is the middle line, 198 by 412 the drawing. What reaches beyond the silhouette is cut off there.
const char body_silhouette[] =
    "M0 6C4 6 8.7 6.5 12 8.5 15.3 10.5 18.3 13.9 20 18 21.7 22.1 22 28.2 22 33 22 37.8 21.2 42.8 20 47 18.8 51.2 16.2 55 15 "
    "58 13.8 61 12.8 62.2 12.5 65 12.2 67.8 11.6 72.1 13 75 14.4 77.9 17.2 80.5 21 82.5 24.8 84.5 31.3 85.2 36 87 40.7 88.8 "
    "45.3 90.3 49 93 52.7 95.7 55.8 98.5 58 103 60.2 107.5 61.2 113.7 62.5 120 63.8 126.3 64.4 133.8 66 141 67.6 148.2 69.8 "
    "155.3 72 163 74.2 170.7 76.7 179.2 79 187 81.3 194.8 83.8 204.2 86 210 88.2 215.8 90.8 217.3 92.5 222 94.2 226.7 96.1 "
    "233 96.5 238 96.9 243 96.1 248.3 95 252 93.9 255.7 91.8 259 90 260 88.2 261 86 259.8 84.5 258 83 256.2 81.8 252.3 81 "
    "249 80.2 245.7 79.8 239.8 79.5 238 78.8 238.3 76.6 240.8 75.5 240 74.4 239.2 73.4 236 73 233 72.6 230 73.3 225.5 73 222 "
    "72.7 218.5 72.8 217.3 71 212 69.2 206.7 65.2 197 62.5 190 59.8 183 56.8 177.3 54.5 170 52.2 162.7 50.8 153.7 49 146 "
    "47.2 138.3 44.8 127.7 44 124 43.8 126 43.2 130.8 42.5 136 41.8 141.2 40.7 149.7 40 155 39.3 160.3 38.2 163.3 38.5 168 "
    "38.8 172.7 40.4 177.7 41.5 183 42.6 188.3 44.2 194.2 45 200 45.8 205.8 46.2 210.5 46 218 45.8 225.5 44.8 236.7 44 245 "
    "43.2 253.3 41.8 261.3 41 268 40.2 274.7 39.2 279.2 39 285 38.8 290.8 39.4 296.8 39.5 303 39.6 309.2 40.1 315 39.5 322 "
    "38.9 329 37.2 337.7 36 345 34.8 352.3 32.9 360.2 32.5 366 32.1 371.8 32.4 375.8 33.5 380 34.6 384.2 37.6 387.7 39 391 "
    "40.4 394.3 42.3 397.7 42 400 41.7 402.3 40 404.1 37 405 34 405.9 27.8 405.8 24 405.5 20.2 405.2 15.8 405.1 14 403 12.2 "
    "400.9 12.8 396.8 13 393 13.2 389.2 14.7 384.5 15 380 15.3 375.5 15.4 371.8 15 366 14.6 360.2 13.2 352.3 12.5 345 11.8 "
    "337.7 10.6 329 10.5 322 10.4 315 11.7 309.2 12 303 12.3 296.8 12.8 291.2 12.5 285 12.2 278.8 11.2 273.5 10 266 8.8 "
    "258.5 6.8 248 5.5 240 4.2 232 3.4 223 2.5 218 1.6 213 0.8 210 0 210";

// Head to foot; what lies on both sides is drawn for the viewer's right, and mirrored.
static const struct body_shape shapes[] = {
    {"head", true, false, "M-30 0H30V27Q0 19-30 27Z"},
    {"face", true, false, "M-30 27Q0 19 30 27V50Q0 54-30 50Z"},
    {"jaw", true, false, "M0 52Q16 52 30 50V65L12 68Q8 71 0 71Z"},
    {"throat", true, false, "M-8.5 70.2Q0 72 8.5 70.2V90Q0 96-8.5 90Z"},
    {"neck", true, false, "M8.5 70.2L12 67H30L27 87L8.5 90Z"},
    {"head", false, true, "M-30 0H30V54Q0 66-30 54Z"},
    {"neck", false, true, "M0 60Q18 59 30 54L27 87L0 92Z"},
    {"shoulder", true, true, "M31 84L64 84L70 121L45 124Q41 108 31 98Z"},
    {"upper-arm", true, true, "M45 124L70 121L73 154L50 160Z"},
    {"elbow", true, true, "M50 160L73 154L84 175L57 184Z"},
    {"forearm", true, true, "M57 184L84 175L94 204L66 213Z"},
    {"wrist", true, true, "M66 213L94 204L99 222L68 229Z"},
    {"hand", true, true, "M68 229L99 222L104 240V265H66Z"},
    {"chest", true, false, "M0 92L8.5 90L27 87L31 84V98Q41 108 45 124L44 130Q20 142 0 134Z"},
    {"ribs", true, false, "M27.7 136Q35.6 134.2 44 130L45 124H48V158Q36 158 27 170Z"},
    {"ribs", false, true, "M27.7 131.8Q35.6 131.4 44 130L45 124H48V158Q36 158 27 170Z"},
    {"abdomen", true, false, "M-27.7 136Q-13 139.2 0 134Q13 139.2 27.7 136L27 170Q26 178 24 184Q10 188 0 199Q-10 188-24 184Q-26 178-27 170Z"},
    {"hip", true, false, "M27 170Q36 158 48 158V206L30 204L24 184Q26 178 27 170Z"},
    {"groin", true, false, "M24 184L30 204Q14 210 0 228V199Q10 188 24 184Z"},
    {"thigh-inner", true, false, "M0 228Q9 213 20 207.3Q19 240 19 272H0Z"},
    {"thigh-front", true, false, "M20 207.3L30 204L34 204.5Q34 240 30 272H19Q19 240 20 207.3Z"},
    {"thigh-outer", true, true, "M34 204.5L52 206V272H30Q34 240 34 204.5Z"},
    {"knee", true, false, "M5 272H46V303H5Z"},
    {"shin", true, false, "M5 303H46V362H5Z"},
    {"ankle", true, true, "M5 362H46V383H5Z"},
    {"foot", true, true, "M5 383H50V410H5Z"},
    {"upper-back", false, true, "M0 92L27 87L31 84V98Q41 108 45 124L44 130Q20 134 0 130Z"},
    {"mid-back", false, true, "M0 130Q13 132.6 27.7 131.8L27.3 152H0Z"},
    {"lower-back", false, true, "M0 152H27.3L27 170Q26 178 26 184L13 182L0 178Z"},
    {"sacrum", false, true, "M-13 182Q0 174 13 182Q12 196 0 206Q-12 196-13 182Z"},
    {"hip", false, true, "M27 170Q36 158 48 158V206L34 204.5Q35 192 26 184Q26 178 27 170Z"},
    {"glutes", false, true, "M13 182L26 184Q35 192 34 204.5L34 218Q18 226 0 218V206Q12 196 13 182Z"},
    {"thigh-back", false, true, "M0 218Q18 226 34 218Q33.6 244 30 272H0Z"},
    {"knee-back", false, true, "M5 272H46V300H5Z"},
    {"calf", false, true, "M5 300H46V362H5Z"},
};

const struct body_shape *body_shape_at(size_t i)
{
    return i < sizeof shapes / sizeof shapes[0] ? &shapes[i] : NULL;
}

static void draw_side(struct buf *b, const struct body_shape *shape, struct site s, bool front, body_part_fn *part, void *of)
{
    buf_put(b, S("<path"));
    part(b, s, front, of);
    if (s.side == (front ? SIDE_RIGHT : SIDE_LEFT)) buf_put(b, S(" transform=\"scale(-1 1)\""));
    buf_put(b, S(" d=\""));
    buf_put(b, str_of(shape->path));
    buf_put(b, S("\"/>"));
}

// Seen from the front, the client's left is on the right of the drawing.
void body_draw(struct buf *b, bool front, body_part_fn *part, void *of)
{
    const struct body_shape *shape;
    for (size_t i = 0; (shape = body_shape_at(i)); i++) {
        struct site s;
        if (!(front ? shape->front : shape->back)) continue;
        bool known = site_parse(str_of(shape->code), &s);
        CHECK(known);
        if (s.region->sided) s.side = front ? SIDE_LEFT : SIDE_RIGHT;
        draw_side(b, shape, s, front, part, of);
        if (!s.region->sided) continue;
        s.side = front ? SIDE_RIGHT : SIDE_LEFT;
        draw_side(b, shape, s, front, part, of);
    }
}
