# What is installed: the program, three libraries (headway::sim, headway::io, headway::analysis) made of the folders'
# objects, the headers under include/headway (included by path from the root, as in the tree), and a CMake package.
include(CMakePackageConfigHelpers)

function(headway_package name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;DEPENDS" ${ARGN})
  set(objects)
  foreach(folder ${ARG_FOLDERS})
    list(APPEND objects $<TARGET_OBJECTS:headway_${folder}>)
  endforeach()
  add_library(headway_package_${name} STATIC ${objects})
  set_target_properties(headway_package_${name} PROPERTIES OUTPUT_NAME headway_${name} EXPORT_NAME ${name} LINKER_LANGUAGE CXX)
  target_compile_features(headway_package_${name} PUBLIC cxx_std_20)
  # Arithmetic in headers keeps the promise "same bytes everywhere" in the caller's code, too.
  target_compile_options(headway_package_${name} PUBLIC -ffp-contract=off)
  target_include_directories(headway_package_${name} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/headway>)
  target_link_libraries(headway_package_${name} PUBLIC ${ARG_DEPENDS})
  install(TARGETS headway_package_${name} EXPORT headway-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

find_package(Threads REQUIRED)
find_package(date REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp REQUIRED)
headway_package(sim FOLDERS core lock flow schedule cost record model policy world longhorn csi harvester simulation DEPENDS date::date-tz)
headway_package(io FOLDERS io conform results DEPENDS headway_package_sim nlohmann_json::nlohmann_json fmt::fmt)
headway_package(analysis FOLDERS statistics messages forecast experiment compare check movable spacing placement admission recommend explain
  DEPENDS headway_package_io Threads::Threads yaml-cpp)

install(TARGETS headway RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY sim analysis DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/headway FILES_MATCHING PATTERN "*.h")
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/headway)
install(EXPORT headway-targets NAMESPACE headway:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/headway)
configure_package_config_file(sim/headway-config.cmake.in ${PROJECT_BINARY_DIR}/headway-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/headway)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/headway-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/headway-config.cmake ${PROJECT_BINARY_DIR}/headway-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/headway)
