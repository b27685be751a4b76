"""Resources of assets, checks and sensors: the settings of this process. Everything runs in one process."""

import dagster as dg

from orchestration.settings import Settings, load_settings


class SettingsResource(dg.ConfigurableResource):
    """The settings, read from the environment on use."""

    def load(self) -> Settings:
        """Return them."""
        return load_settings()


@dg.definitions
def resources() -> dg.Definitions:
    """Define the resource and the executor."""
    return dg.Definitions(resources={"settings": SettingsResource()}, executor=dg.in_process_executor)
