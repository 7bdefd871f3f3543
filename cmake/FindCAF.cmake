# Finds CAF, which ships no CMake package of its own in the 0.17 line.
#
#   find_package(CAF 0.17.6 REQUIRED COMPONENTS core io openssl)
#
# Defines CAF::core, CAF::io and CAF::openssl.

find_path(CAF_INCLUDE_DIR caf/all.hpp)
if(CAF_INCLUDE_DIR)
  # 1706 in the header reads 0.17.6.
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" _line
       REGEX "#define CAF_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+$" _number "${_line}")
  math(EXPR _major "${_number} / 10000")
  math(EXPR _minor "(${_number} / 100) % 100")
  math(EXPR _patch "${_number} % 100")
  set(CAF_VERSION "${_major}.${_minor}.${_patch}")
endif()

foreach(_part IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${_part}_LIBRARY caf_${_part})
  mark_as_advanced(CAF_${_part}_LIBRARY)
  if(CAF_INCLUDE_DIR AND CAF_${_part}_LIBRARY)
    set(CAF_${_part}_FOUND TRUE)
  endif()
endforeach()
mark_as_advanced(CAF_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CAF
  REQUIRED_VARS CAF_INCLUDE_DIR
  VERSION_VAR CAF_VERSION
  HANDLE_COMPONENTS)

find_package(Threads REQUIRED)
foreach(_part IN LISTS CAF_FIND_COMPONENTS)
  if(CAF_${_part}_FOUND AND NOT TARGET CAF::${_part})
    add_library(CAF::${_part} UNKNOWN IMPORTED)
    set_target_properties(CAF::${_part} PROPERTIES
      IMPORTED_LOCATION "${CAF_${_part}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${CAF_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES Threads::Threads)
  endif()
endforeach()
if(TARGET CAF::io)
  target_link_libraries(CAF::io INTERFACE CAF::core)
endif()
if(TARGET CAF::openssl)
  target_link_libraries(CAF::openssl INTERFACE CAF::io)
endif()
