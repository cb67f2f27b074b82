#include "base/content.h"

str content_text(str path)
{
    for (size_t i = 0; i < content_file_count; i++)
        if (str_eq(content_files[i].path, path))
            return content_files[i].text;
    return (str){0};
}
