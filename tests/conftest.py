"""What holds for every test: no network but loopback (see pytest's options), nothing reported, nothing fetched."""

import os

os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "LANGSMITH_TRACING": "false",
        "ANONYMIZED_TELEMETRY": "false",
        "TOKENIZERS_PARALLELISM": "false",
    }
)
for name in [each for each in os.environ if each.startswith("COUNCILQA_")]:
    del os.environ[name]  # a developer's own settings are not the tests'
