"""What assets, checks and sensors are given: the settings of this process. All run in one process."""

import dagster as dg

from orchestration.settings import Settings, load_settings


class SettingsResource(dg.ConfigurableResource):
    """The settings, read from the environment when they are used."""

    def load(self) -> Settings:
        """Return them."""
        return load_settings()


@dg.definitions
def resources() -> dg.Definitions:
    """The resource and the executor."""
    return dg.Definitions(resources={"settings": SettingsResource()}, executor=dg.in_process_executor)
