# Finds hiredis, whose own CMake package differs between 0.14 and 1.x.
#
#   find_package(Hiredis 0.14 REQUIRED)
#
# Defines Hiredis::hiredis.

find_path(Hiredis_INCLUDE_DIR hiredis/hiredis.h)
find_library(Hiredis_LIBRARY hiredis)
mark_as_advanced(Hiredis_INCLUDE_DIR Hiredis_LIBRARY)

if(Hiredis_INCLUDE_DIR)
  set(_header "${Hiredis_INCLUDE_DIR}/hiredis/hiredis.h")
  foreach(_part MAJOR MINOR PATCH)
    file(STRINGS "${_header}" _line REGEX "#define HIREDIS_${_part} [0-9]+")
    string(REGEX MATCH "[0-9]+$" _${_part} "${_line}")
  endforeach()
  set(Hiredis_VERSION "${_MAJOR}.${_MINOR}.${_PATCH}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hiredis
  REQUIRED_VARS Hiredis_LIBRARY Hiredis_INCLUDE_DIR
  VERSION_VAR Hiredis_VERSION)

if(Hiredis_FOUND AND NOT TARGET Hiredis::hiredis)
  add_library(Hiredis::hiredis UNKNOWN IMPORTED)
  set_target_properties(Hiredis::hiredis PROPERTIES
    IMPORTED_LOCATION "${Hiredis_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Hiredis_INCLUDE_DIR}")
endif()
