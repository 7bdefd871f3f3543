# Installs the build tree into a fresh prefix, then configures, builds and runs
# the consumer and its test against it. The test `consumer` passes:
#   BUILD_DIR   the build tree of Troupe
#   WORK_DIR    scratch, emptied first
#   SOURCE_DIR  the consumer's source folder
#   GENERATOR, COMPILER, CONFIG, FLAGS
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")

run(${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix")
run(${CMAKE_COMMAND} -S "${SOURCE_DIR}" -B "${WORK_DIR}/build"
    -G "${GENERATOR}"
    -D "CMAKE_PREFIX_PATH=${WORK_DIR}/prefix"
    -D "CMAKE_CXX_COMPILER=${COMPILER}"
    -D "CMAKE_BUILD_TYPE=${CONFIG}"
    -D "CMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build "${WORK_DIR}/build" --parallel 2)
run("${WORK_DIR}/build/consumer")
run("${WORK_DIR}/build/keeper" "${WORK_DIR}/data")
run("${WORK_DIR}/build/consumer_test")
