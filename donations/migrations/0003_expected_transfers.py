from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("donations", "0002_allocations_sum")]

    operations = [
        migrations.RemoveConstraint("BatchRow", "batch_row_one_per_pledge"),
        migrations.RenameModel("BankTransferPledge", "ExpectedTransfer"),
        migrations.RenameField("BatchRow", "pledge", "transfer"),
    ]
