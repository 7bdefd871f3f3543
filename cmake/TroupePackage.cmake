# Installs what find_package(Troupe) needs; each layer installs itself.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Troupe")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/TroupeConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/TroupeConfig.cmake"
  INSTALL_DESTINATION "${package_dir}")
# While the version is 0.x, a new minor version may break its users.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/TroupeConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)

install(FILES
  "${PROJECT_BINARY_DIR}/TroupeConfig.cmake"
  "${PROJECT_BINARY_DIR}/TroupeConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindCAF.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibJWT.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindHiredis.cmake"
  DESTINATION "${package_dir}")
install(EXPORT TroupeTargets NAMESPACE Troupe:: DESTINATION "${package_dir}")
