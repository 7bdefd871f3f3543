"""Runs troupe-load, which TROUPE_LOAD names."""

import asyncio
import json
import os

RUN_TIMEOUT = 60  # seconds


async def run_load(scenario, url, *options):
    """Returns its exit status and its JSON."""
    process = await asyncio.create_subprocess_exec(
        os.environ["TROUPE_LOAD"], scenario, url, "--json", "-", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    try:
        output, _ = await asyncio.wait_for(process.communicate(), RUN_TIMEOUT)
    except asyncio.TimeoutError:
        process.kill()
        raise
    return process.returncode, json.loads(output) if output else None
