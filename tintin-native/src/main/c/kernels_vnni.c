#include "vec_vnni.h"
#include "variant.h"
