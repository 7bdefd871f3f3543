# Finds libjwt up to version 2, which ships no CMake package.
#
#   find_package(LibJWT REQUIRED)
#
# Defines LibJWT::LibJWT.

find_path(LibJWT_INCLUDE_DIR jwt.h)
find_library(LibJWT_LIBRARY jwt)
mark_as_advanced(LibJWT_INCLUDE_DIR LibJWT_LIBRARY)

# The header tells no version; version 3 has another interface.
if(LibJWT_INCLUDE_DIR)
  file(STRINGS "${LibJWT_INCLUDE_DIR}/jwt.h" LibJWT_HAS_DECODE
       REGEX "jwt_decode\\(jwt_t")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibJWT
  REQUIRED_VARS LibJWT_LIBRARY LibJWT_INCLUDE_DIR LibJWT_HAS_DECODE)

if(LibJWT_FOUND AND NOT TARGET LibJWT::LibJWT)
  add_library(LibJWT::LibJWT UNKNOWN IMPORTED)
  set_target_properties(LibJWT::LibJWT PROPERTIES
    IMPORTED_LOCATION "${LibJWT_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibJWT_INCLUDE_DIR}")
endif()
