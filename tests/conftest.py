"""What holds for every test: no network but loopback (see pytest's options), nothing reported, nothing fetched."""

import os

import hypothesis

os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "LANGSMITH_TRACING": "false",
        "ANONYMIZED_TELEMETRY": "false",
        "TOKENIZERS_PARALLELISM": "false",
    }
)
# Threads that wait for each other on a busy machine cost more than a second one gives with texts this small.
os.environ.setdefault("OMP_NUM_THREADS", "1")
OF_TESTS = {"COUNCILQA_CHROMIUM", "COUNCILQA_REQUIRE_BROWSER"}
for name in [each for each in os.environ if each.startswith("COUNCILQA_") and each not in OF_TESTS]:
    del os.environ[name]  # a developer's own settings are not the tests'

# The same examples in every run: a test that fails for one person fails for all.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")
